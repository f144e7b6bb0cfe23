#include "etl/sql/missing_schema.h"

#include <algorithm>

#include "base/text.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/dialect/quoting.h"
#include "etl/sql/schema_statements.h"

namespace penstock::etl::sql {
namespace {

/// Finds what one task is missing; lives for that.
class SchemaPlanner {
 public:
  SchemaPlanner(Connection& connection, const Dialect& dialect,
                const SqlConfiguration& configuration, const SchemaDraft& draft)
      : connection_(connection), dialect_(dialect), configuration_(configuration), draft_(draft) {}

  Result<void> add(const SqlTable& declared) {
    auto found = TRY(find_table(connection_, dialect_, configuration_, declared));
    if (found) return mend(declared, *std::move(found));
    make(declared);
    return {};
  }

  std::vector<std::string> statements() && {
    std::ranges::move(indexes_, std::back_inserter(statements_));
    return std::move(statements_);
  }

 private:
  DraftColumn id_column(const SqlTable& declared) const {
    return {declared.document_id_column, ValueKind::kDocumentId};
  }

  /// What the objects have, without the document id, and what numbers the rows.
  std::vector<DraftColumn> columns_of(const SqlTable& declared) const {
    std::vector<DraftColumn> columns;
    bool has_number = declared.row_number_column.empty();
    for (const auto& column : draft_.columns_of(declared.name)) {
      if (equal_ignoring_case(column.name, declared.document_id_column)) continue;
      columns.push_back(column);
      has_number = has_number || equal_ignoring_case(column.name, declared.row_number_column);
    }
    if (!has_number) columns.push_back({declared.row_number_column, ValueKind::kInteger});
    return columns;
  }

  void make(const SqlTable& declared) {
    Table table;
    table.name = table_name_parts(declared.name, !configuration_.quote_tables).back();
    table.quoted_name = quoted_name_of(dialect_, declared, !configuration_.quote_tables);
    statements_.push_back(
        create_table_statement(dialect_, declared, table.quoted_name, columns_of(declared)));
    add_id(declared, table);
    if (!declared.insert_only) indexes_.push_back(dialect_.index_statement(table));
  }

  Result<void> mend(const SqlTable& declared, Table table) {
    const auto has = [&](std::string_view name) {
      return std::ranges::any_of(table.columns, [&](const Column& column) {
        return equal_ignoring_case(column.name, name);
      });
    };
    const auto add_column = [&](const DraftColumn& column) {
      statements_.push_back(add_column_statement(dialect_, table.quoted_name, column));
    };
    const bool has_id = has(declared.document_id_column);
    if (!has_id) add_column(id_column(declared));
    for (const auto& column : columns_of(declared)) {
      if (!has(column.name)) add_column(column);
    }
    if (!has_id) add_id(declared, table);
    if (!declared.insert_only && !TRY(has_id_index(connection_, dialect_, table))) {
      indexes_.push_back(dialect_.index_statement(table));
    }
    return {};
  }

  void add_id(const SqlTable& declared, Table& table) const {
    table.id_column = table.columns.size();
    table.columns.push_back({declared.document_id_column,
                             dialect_.column_type(dialect_.type_for(ValueKind::kDocumentId))});
  }

  Connection& connection_;
  const Dialect& dialect_;
  const SqlConfiguration& configuration_;
  const SchemaDraft& draft_;
  std::vector<std::string> statements_;
  std::vector<std::string> indexes_;
};

}  // namespace

Result<std::vector<std::string>> missing_schema(Connection& connection, const Dialect& dialect,
                                                const SqlConfiguration& configuration,
                                                std::span<const std::string> targets,
                                                const SchemaDraft& draft) {
  SchemaPlanner planner(connection, dialect, configuration, draft);
  for (const auto& declared : configuration.tables) {
    const bool is_target = std::ranges::any_of(targets, [&](const std::string& target) {
      return equal_ignoring_case(target, declared.name);
    });
    if (is_target) TRY(planner.add(declared));
  }
  return std::move(planner).statements();
}

}  // namespace penstock::etl::sql
