#include "etl/sql/statement_preview.h"

#include <algorithm>
#include <memory>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/dialect/odbc_adapters.h"
#include "etl/sql/driver/driver.h"
#include "etl/sql/driver/odbc_statement.h"
#include "etl/sql/loaded_object.h"
#include "etl/sql/schema_statements.h"

namespace penstock::etl::sql {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](const auto& other) { return equal_ignoring_case(other, name); });
}

std::string literal(std::string_view text) {
  std::string quoted = "'";
  for (const char c : text) {
    if (c == '\'') quoted.push_back('\'');
    quoted.push_back(c);
  }
  return quoted + '\'';
}

std::string value_of(const Member& member) {
  switch (member.kind) {
    case Member::Kind::kNull: return "NULL";
    case Member::Kind::kString: return literal(member.text);
    case Member::Kind::kNested: return literal(member.json);
    case Member::Kind::kFalse:
    case Member::Kind::kTrue:
    case Member::Kind::kNumber: return std::string(member.json);
  }
  return "NULL";
}

/// A row of a table: its columns without the document id, and their values.
struct Row {
  std::vector<std::string> columns;
  std::vector<std::string> values;
};

/// Writes the statements of one table; lives for that.
class TableWriter {
 public:
  TableWriter(const Dialect& dialect, const TaskDefinition& task, const SqlTable& declared,
              std::string_view document_id)
      : dialect_(dialect), task_(task), declared_(declared), id_(literal(document_id)) {}

  std::vector<PreviewStatement> write(const std::vector<Row>& rows) const {
    if (declared_.upsert && !rows.empty() && have_same_columns(rows)) return merge(rows);
    std::vector<PreviewStatement> statements;
    if (!declared_.insert_only) {
      statements.push_back(of_id(dialect_.erase_statement(table_with({}))));
    }
    for (const auto& row : rows) statements.push_back(insert(table_with(row.columns), row));
    return statements;
  }

 private:
  static bool have_same_columns(const std::vector<Row>& rows) {
    return std::ranges::all_of(rows,
                               [&](const Row& row) { return row.columns == rows.front().columns; });
  }

  /// As the task and the script have it.
  Table table_with(const std::vector<std::string>& columns) const {
    Table table;
    table.configured_name = table.name = declared_.name;
    table.quoted_name =
        task_.quote_tables ? quoted_name_of(dialect_, declared_, /*raw=*/false) : declared_.name;
    table.forces_recompile = task_.force_query_recompile;
    table.upsert = declared_.upsert;
    const auto id_type = dialect_.column_type(dialect_.type_for(ValueKind::kDocumentId));
    table.columns.push_back({declared_.document_id_column, id_type});
    for (const auto& column : columns) {
      if (equal_ignoring_case(column, declared_.row_number_column)) {
        table.number_column = table.columns.size();
      }
      table.columns.push_back({column, {}});
    }
    return table;
  }

  /// A statement about the document's rows.
  PreviewStatement of_id(std::string_view statement) const {
    const auto single = with_list(statement, 1);
    if (!task_.parameterize_deletes) {
      return {with_texts(single, {dialect_.erased_id(id_)}), {}};
    }
    return {with_texts(single, {"@p0"}), {{"@p0", id_}}};
  }

  PreviewStatement insert(const Table& table, const Row& row) const {
    PreviewStatement statement;
    std::vector<std::string> names;
    const auto add = [&](const std::string& value) {
      names.push_back(fmt::format("@p{}", names.size()));
      statement.parameters.push_back({names.back(), value});
    };
    add(id_);
    for (const auto& value : row.values) add(value);
    auto text = dialect_.insert_statement(table, all_columns(table));
    // Where the driver writes as many rows as it likes.
    if (text.ends_with("VALUES ")) text += fmt::format("({})", fmt::join(names, ", "));
    statement.text = with_texts(text, names);
    return statement;
  }

  /// By way of a table of the session's own.
  std::vector<PreviewStatement> merge(const std::vector<Row>& rows) const {
    const auto table = table_with(rows.front().columns);
    const auto columns = all_columns(table);
    const auto merge = dialect_.merge(table, columns);
    const auto shadow = shadow_of(table, columns, merge.shadow.quoted_name);
    std::vector<PreviewStatement> statements;
    statements.push_back({merge.shadow.create, {}});
    for (const auto& row : rows) statements.push_back(insert(shadow, row));
    if (!merge.remove.empty()) statements.push_back(of_id(merge.remove));
    if (!merge.update.empty()) statements.push_back({merge.update, {}});
    statements.push_back({merge.insert, {}});
    return statements;
  }

  const Dialect& dialect_;
  const TaskDefinition& task_;
  const SqlTable& declared_;
  const std::string id_;
};

Result<std::vector<Row>> rows_of(const SqlTable& declared, const LoadDocument& document) {
  ObjectReader reader;
  std::vector<Row> rows;
  for (const auto& object : document.objects) {
    if (!equal_ignoring_case(object.target, declared.name)) continue;
    auto& row = rows.emplace_back();
    for (const auto& member : *TRY(reader.read(object.json))) {
      if (equal_ignoring_case(member.name, declared.document_id_column)) continue;
      row.columns.emplace_back(member.name);
      row.values.push_back(value_of(member));
    }
  }
  return rows;
}

Result<void> check_targets(const TaskDefinition& task, const LoadDocument& document) {
  for (const auto& object : document.objects) {
    const bool declared = std::ranges::any_of(task.sql_tables, [&](const auto& table) {
      return equal_ignoring_case(table.name, object.target);
    });
    if (!declared) {
      return invalid_argument(
          fmt::format("the task has no table '{}', which the script loads to", object.target));
    }
  }
  return {};
}

}  // namespace

Result<std::vector<TablePreview>> preview_statements(const Dialect& dialect,
                                                     const TaskDefinition& task,
                                                     const std::vector<std::string>& targets,
                                                     const LoadDocument& document) {
  TRY(check_targets(task, document));
  std::vector<TablePreview> previews;
  for (const auto& declared : task.sql_tables) {
    if (!contains(targets, declared.name)) continue;
    const auto rows = TRY(rows_of(declared, document));
    const TableWriter writer(dialect, task, declared, document.id);
    TablePreview preview{declared.name, writer.write(rows)};
    if (!preview.statements.empty()) previews.push_back(std::move(preview));
  }
  return previews;
}

Result<std::vector<TablePreview>> preview_statements(const ConnectionString* connection,
                                                     const TaskDefinition& task,
                                                     const std::vector<std::string>& targets,
                                                     const LoadDocument& document) {
  if (connection != nullptr) {
    DriverOptions options;
    options.sql.sqlite_folder = "/";  // Nothing is opened: any file will do.
    const auto driver =
        make_driver(connection->factory_name, connection->connection_string, options);
    if (driver) return preview_statements((*driver)->dialect(), task, targets, document);
  }
  return preview_statements(OdbcPostgresDialect(), task, targets, document);
}

}  // namespace penstock::etl::sql
