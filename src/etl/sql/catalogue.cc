#include "etl/sql/catalogue.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/dialect/quoting.h"
#include "etl/sql/schema_statements.h"
#include "etl/sql/table_order.h"

namespace penstock::etl::sql {
namespace {

/// Schema and name, as the destination spells them.
using FoundName = std::vector<std::string>;

/// Where Dialect::columns_query() may have it.
constexpr std::size_t kCastType = 4;

bool is_true(const std::optional<std::string>& value) { return value && *value == "t"; }

bool same_name(const FoundName& left, const FoundName& right) {
  return equal_ignoring_case(left[0], right[0]) && equal_ignoring_case(left[1], right[1]);
}

/// Which of `names` is meant by `wanted`: the same letter by letter, else the only one.
Result<std::size_t> choose(const std::vector<std::string>& names, const std::string& wanted,
                           const std::string& what) {
  const auto exact = std::find(names.begin(), names.end(), wanted);
  if (exact != names.end()) return static_cast<std::size_t>(exact - names.begin());
  const auto same = [&](const std::string& name) { return equal_ignoring_case(name, wanted); };
  const auto matches = std::count_if(names.begin(), names.end(), same);
  if (matches == 0) return not_found(fmt::format("{} does not exist in the destination", what));
  if (matches > 1) {
    return invalid_argument(fmt::format(
        "{} could be any of {} in the destination: write it as it is there", what, matches));
  }
  const auto only = std::find_if(names.begin(), names.end(), same);
  return static_cast<std::size_t>(only - names.begin());
}

/// Reads one catalogue; lives for that.
class Reader {
 public:
  Reader(Connection& connection, const Dialect& dialect, const SqlConfiguration& configuration)
      : connection_(connection), dialect_(dialect), configuration_(configuration) {}

  Result<Catalogue> read(std::span<const std::string> targets) {
    std::vector<Table> tables;
    for (const auto& declared : configuration_.tables) {
      const bool wanted = std::any_of(
          targets.begin(), targets.end(),
          [&](const std::string& target) { return equal_ignoring_case(target, declared.name); });
      if (wanted) tables.push_back(TRY(read_table(declared)));
    }
    const auto order = TRY(insert_order(tables));
    Catalogue catalogue;
    catalogue.dialect = &dialect_;
    for (const auto index : order) {
      catalogue.tables.push_back(std::move(tables[index]));
    }
    return catalogue;
  }

  /// Without its id_column.
  Result<Table> find(const SqlTable& declared) {
    const auto name = TRY(find_name(declared));
    Table table;
    table.configured_name = declared.name;
    table.schema = name[0];
    table.name = name[1];
    table.quoted_name = dialect_.quote(name[0]) + "." + dialect_.quote(name[1]);
    table.insert_only = declared.insert_only;
    for (const auto& row : TRY(rows(dialect_.columns_query(), name))) {
      table.columns.push_back({row[0].value_or(""), dialect_.column_type(row[1].value_or("")),
                               is_true(row[2]), is_true(row[3])});
      if (row.size() > kCastType) table.columns.back().cast_type = row[kCastType].value_or("");
    }
    return table;
  }

 private:
  Result<std::vector<QueryRow>> rows(std::string_view query, const FoundName& name) {
    auto result = connection_.query(query, name);
    if (!result.ok()) return result.failure->to_error().within("reading the catalogue");
    return std::move(result.rows);
  }

  Result<Table> read_table(const SqlTable& declared) {
    auto table = TRY(find(declared));
    std::vector<std::string> column_names;
    for (const auto& column : table.columns) column_names.push_back(column.name);
    auto id_column =
        choose(column_names, declared.document_id_column,
               fmt::format("column {} of table {}", declared.document_id_column, declared.name));
    if (!id_column) {
      return with_column(std::move(id_column).error(), table,
                         {declared.document_id_column, ValueKind::kDocumentId});
    }
    table.id_column = *id_column;
    table.forces_recompile = configuration_.forces_recompile;
    TRY(read_upsert(declared, column_names, table));
    names_.push_back({table.schema, table.name});
    return table;
  }

  Result<void> read_upsert(const SqlTable& declared, const std::vector<std::string>& column_names,
                           Table& table) const {
    table.upsert = declared.upsert;
    if (!declared.upsert) return {};
    if (declared.row_number_column.empty()) return {};
    auto number_column =
        choose(column_names, declared.row_number_column,
               fmt::format("column {} of table {}", declared.row_number_column, declared.name));
    if (!number_column) {
      return with_column(std::move(number_column).error(), table,
                         {declared.row_number_column, ValueKind::kInteger});
    }
    table.number_column = *number_column;
    return {};
  }

  /// The error, with what makes the column.
  Error with_column(Error error, const Table& table, const DraftColumn& column) const {
    if (error.code != ErrorCode::kNotFound) return error;
    error.message += ": " + add_column_statement(dialect_, table.quoted_name, column);
    return error;
  }

  /// The error, with what makes the table as far as the task tells.
  Error with_table(Error error, const SqlTable& declared) const {
    if (error.code != ErrorCode::kNotFound) return error;
    std::vector<DraftColumn> columns;
    if (!declared.row_number_column.empty()) {
      columns.push_back({declared.row_number_column, ValueKind::kInteger});
    }
    const auto name = quoted_name_of(dialect_, declared, !configuration_.quote_tables);
    error.message += fmt::format(
        " ('penstock etl ddl' prints what makes it with the columns that the script fills): {}",
        create_table_statement(dialect_, declared, name, columns));
    return error;
  }

  Result<FoundName> find_name(const SqlTable& declared) {
    const auto parts = table_name_parts(declared.name, !configuration_.quote_tables);
    const auto what = fmt::format("table {}", declared.name);
    if (parts.size() > 2) {
      return invalid_argument(fmt::format("{}: at most a schema and a name are supported", what));
    }
    const std::string schema = parts.size() == 2 ? parts.front() : "";
    std::vector<FoundName> found;
    std::vector<std::string> spellings;
    for (const auto& row : TRY(rows(dialect_.tables_query(), {schema, parts.back()}))) {
      found.push_back({row[0].value_or(""), row[1].value_or("")});
      // Without a schema the destination has already chosen where to look.
      spellings.push_back(schema.empty() ? found.back()[1]
                                         : found.back()[0] + "." + found.back()[1]);
    }
    const auto wanted = schema.empty() ? parts.back() : schema + "." + parts.back();
    auto chosen = choose(spellings, wanted, what);
    if (chosen) return found[*chosen];
    return with_table(std::move(chosen).error(), declared);
  }

  /// Parents first. Keys that can wait for the end of the transaction count as long as they lead
  /// to no circle.
  Result<std::vector<std::size_t>> insert_order(const std::vector<Table>& tables) {
    std::vector<Reference> all;
    std::vector<Reference> strict;
    TRY(read_references(all, strict));
    auto order = order_tables(tables.size(), all);
    if (!order.in_circles.empty()) order = order_tables(tables.size(), strict);
    if (order.in_circles.empty()) return std::move(order.parents_first);
    std::string names;
    for (const auto index : order.in_circles) {
      names += (names.empty() ? "" : ", ") + tables[index].configured_name;
    }
    return invalid_argument(
        fmt::format("the foreign keys of {} go in a circle; make one of them DEFERRABLE", names));
  }

  Result<void> read_references(std::vector<Reference>& all, std::vector<Reference>& strict) {
    for (std::size_t child = 0; child < names_.size(); ++child) {
      for (const auto& row : TRY(rows(dialect_.parents_query(), names_[child]))) {
        const FoundName parent_name{row[0].value_or(""), row[1].value_or("")};
        for (std::size_t parent = 0; parent < names_.size(); ++parent) {
          if (!same_name(parent_name, names_[parent])) continue;
          all.push_back({child, parent});
          if (!is_true(row[2])) strict.push_back({child, parent});
        }
      }
    }
    return {};
  }

  Connection& connection_;
  const Dialect& dialect_;
  const SqlConfiguration& configuration_;
  std::vector<FoundName> names_;  // In the order of the task, as the tables.
};

}  // namespace

const Table* Catalogue::find(std::string_view target) const {
  const auto found = std::find_if(tables.begin(), tables.end(), [&](const Table& table) {
    return equal_ignoring_case(table.configured_name, target);
  });
  return found == tables.end() ? nullptr : &*found;
}

Result<std::optional<Table>> find_table(Connection& connection, const Dialect& dialect,
                                        const SqlConfiguration& configuration,
                                        const SqlTable& declared) {
  auto found = Reader(connection, dialect, configuration).find(declared);
  if (found) return std::optional(*std::move(found));
  if (found.error().code == ErrorCode::kNotFound) return std::nullopt;
  return std::move(found).error();
}

Result<bool> has_id_index(Connection& connection, const Dialect& dialect, const Table& table) {
  const std::vector<std::string> parameters{table.schema, table.name, table.id().name};
  const auto found = connection.query(dialect.index_query(), parameters);
  if (!found.ok()) return found.failure->to_error().within("looking for an index");
  return !found.rows.empty();
}

Result<Catalogue> read_catalogue(Connection& connection, const Dialect& dialect,
                                 const SqlConfiguration& configuration,
                                 std::span<const std::string> targets) {
  return Reader(connection, dialect, configuration).read(targets);
}

}  // namespace penstock::etl::sql
