#include "etl/sql/table_checks.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::etl::sql {
namespace {

/// Looks at one catalogue; lives for that.
class TableChecker {
 public:
  TableChecker(Connection& connection, const Dialect& dialect, const Catalogue& catalogue)
      : connection_(connection), dialect_(dialect), catalogue_(catalogue) {}

  Result<std::vector<std::string>> check() {
    for (const auto& table : catalogue_.tables) {
      check_id_type(table);
      if (table.insert_only) continue;  // Nothing is deleted there.
      TRY(check_index(table));
      TRY(check_cascades(table));
    }
    return std::move(warnings_);
  }

 private:
  void check_id_type(const Table& table) {
    const auto kind = table.id().type.kind;
    if (kind == ColumnKind::kText || kind == ColumnKind::kAny || kind == ColumnKind::kOther) return;
    warnings_.push_back(
        fmt::format("column {} of table {} takes no text, so no document id fits: {}",
                    table.id().name, table.configured_name, dialect_.id_type_statement(table)));
  }

  Result<void> check_index(const Table& table) {
    if (TRY(has_id_index(connection_, dialect_, table))) return {};
    warnings_.push_back(
        fmt::format("table {} has no index that begins with its column {}, so that every change of "
                    "a document reads all of it: {}",
                    table.configured_name, table.id().name, dialect_.index_statement(table)));
    return {};
  }

  Result<void> check_cascades(const Table& table) {
    const std::vector<std::string> parameters{table.schema, table.name};
    const auto cascades = connection_.query(dialect_.cascades_query(), parameters);
    if (!cascades.ok()) return cascades.failure->to_error().within("checking the tables");
    for (const auto& row : cascades.rows) {
      const auto schema = row[0].value_or("");
      const auto name = row[1].value_or("");
      if (is_loaded(schema, name)) continue;
      warnings_.push_back(fmt::format(
          "table {}.{}, which this script does not load, refers to table {} with ON DELETE CASCADE:"
          " whenever a document changes, its rows there are deleted. Make that key NO ACTION, or "
          "load the table as well",
          schema, name, table.configured_name));
    }
    return {};
  }

  bool is_loaded(std::string_view schema, std::string_view name) const {
    return std::any_of(catalogue_.tables.begin(), catalogue_.tables.end(), [&](const Table& table) {
      return equal_ignoring_case(table.schema, schema) && equal_ignoring_case(table.name, name);
    });
  }

  Connection& connection_;
  const Dialect& dialect_;
  const Catalogue& catalogue_;
  std::vector<std::string> warnings_;
};

}  // namespace

Result<std::vector<std::string>> check_tables(Connection& connection, const Dialect& dialect,
                                              const Catalogue& catalogue) {
  return TableChecker(connection, dialect, catalogue).check();
}

}  // namespace penstock::etl::sql
