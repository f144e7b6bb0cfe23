#include "grammar/every_statement.h"

#include <algorithm>
#include <initializer_list>
#include <optional>
#include <string_view>

#include <fmt/format.h>

#include "etl/sql/driver/odbc_statement.h"
#include "etl/sql/schema_statements.h"

namespace penstock::etl::sql {
namespace {

/// What takes the place of parameters, by number, over and over.
const std::vector<std::string> kTexts = {"'A'", "'B'", "'C'", "'4'", "'5'", "'6'", "'7'"};

Table table_of(const Dialect& dialect, const std::vector<std::string>& column_types) {
  Table table;
  table.schema = "shop";
  table.name = "Orders";
  table.quoted_name = dialect.quote("shop") + "." + dialect.quote("Orders");
  for (const auto& type : column_types) {
    table.columns.push_back({fmt::format("C{}", table.columns.size()), dialect.column_type(type)});
  }
  return table;
}

/// A column of each kind, and one that had only nulls.
std::vector<DraftColumn> draft() {
  std::vector<DraftColumn> columns{{"nothing", std::nullopt}};
  for (const auto kind :
       {ValueKind::kText, ValueKind::kInteger, ValueKind::kNumber, ValueKind::kBoolean,
        ValueKind::kMoment, ValueKind::kJson, ValueKind::kBytes}) {
    columns.push_back({fmt::format("c{}", columns.size()), kind});
  }
  return columns;
}

class Listing {
 public:
  explicit Listing(const OdbcDialect& dialect) : dialect_(dialect) {}

  void add_all(const Table& table) {
    add({dialect_.session_statements({}), dialect_.begin_statements({})});
    add({dialect_.check_statement(), dialect_.transaction_query(), dialect_.begin_part(),
         dialect_.end_part(), dialect_.undo_part()});
    const auto& checkpoint = dialect_.checkpoint();
    add({checkpoint.exists, checkpoint.create, checkpoint.open, checkpoint.move, checkpoint.read,
         checkpoint.other_source});
    add({dialect_.tables_query(), dialect_.listing_query(), dialect_.columns_query(),
         dialect_.parents_query(), dialect_.cascades_query(), dialect_.index_query()});
    add_schema(table);
    for (const bool has_number : {false, true}) {
      auto written = table;
      written.upsert = true;
      written.forces_recompile = has_number;
      if (has_number) written.number_column = 1;
      add_rows(written);
    }
  }

  std::vector<std::string> statements() && { return std::move(statements_); }

 private:
  void add_schema(const Table& table) {
    const SqlTable declared{.name = "Orders", .document_id_column = "Id"};
    const auto columns = draft();
    add({create_table_statement(dialect_, declared, table.quoted_name, columns),
         add_column_statement(dialect_, table.quoted_name, columns[1]),
         dialect_.index_statement(table), dialect_.id_type_statement(table)});
  }

  void add_rows(const Table& table) {
    const auto columns = all_columns(table);
    const auto merge = dialect_.merge(table, columns);
    add({dialect_.insert_statement(table, columns), with_list(dialect_.erase_statement(table), 2),
         with_list(dialect_.read_statement(table, columns), 2), dialect_.span_statement(table, 9),
         dialect_.held_statement(table, 9), dialect_.shadow(table, columns).create,
         merge.shadow.create, with_list(merge.remove, 2), merge.update, merge.insert});
  }

  void add(std::initializer_list<std::string_view> scripts) {
    for (const auto script : scripts) {
      for (const auto& statement : odbc_statements(script)) add(statement);
    }
  }

  void add(const OdbcStatement& statement) {
    std::vector<std::string> texts;
    for (const auto parameter : statement.parameters)
      texts.push_back(kTexts[parameter % kTexts.size()]);
    auto text = with_texts(statement.text, texts);
    if (std::ranges::find(statements_, text) == statements_.end()) {
      statements_.push_back(std::move(text));
    }
  }

  const OdbcDialect& dialect_;
  std::vector<std::string> statements_;
};

}  // namespace

std::vector<std::string> every_statement(const OdbcDialect& dialect,
                                         const std::vector<std::string>& column_types) {
  Listing listing(dialect);
  listing.add_all(table_of(dialect, column_types));
  return std::move(listing).statements();
}

}  // namespace penstock::etl::sql
