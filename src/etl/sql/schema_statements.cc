#include "etl/sql/schema_statements.h"

#include <fmt/format.h>

#include "etl/sql/dialect/quoting.h"

namespace penstock::etl::sql {
namespace {

std::string column_text(const Dialect& dialect, const DraftColumn& column) {
  return fmt::format("{} {}", dialect.quote(column.name),
                     dialect.type_for(column.kind.value_or(ValueKind::kText)));
}

}  // namespace

std::string quoted_name_of(const Dialect& dialect, const SqlTable& declared, bool raw) {
  std::string name;
  for (const auto& part : table_name_parts(declared.name, raw)) {
    name += (name.empty() ? "" : ".") + dialect.quote(part);
  }
  return name;
}

std::string create_table_statement(const Dialect& dialect, const SqlTable& declared,
                                   std::string_view quoted_name,
                                   const std::vector<DraftColumn>& columns) {
  auto text =
      column_text(dialect, {declared.document_id_column, ValueKind::kDocumentId}) + " NOT NULL";
  for (const auto& column : columns) text += ", " + column_text(dialect, column);
  return fmt::format("CREATE TABLE {} ({})", quoted_name, text);
}

std::string add_column_statement(const Dialect& dialect, std::string_view quoted_name,
                                 const DraftColumn& column) {
  return fmt::format("ALTER TABLE {} ADD {}", quoted_name, column_text(dialect, column));
}

}  // namespace penstock::etl::sql
