#include "etl/sql/statement_preview.h"

#include <algorithm>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/loaded_object.h"

namespace penstock::etl::sql {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::ranges::any_of(names,
                             [&](const auto& other) { return equal_ignoring_case(other, name); });
}

std::string quoted_part(std::string_view part) {
  std::string quoted = "\"";
  for (const char c : part) {
    if (c == '"') quoted.push_back('"');
    quoted.push_back(c);
  }
  return quoted + '"';
}

/// Each part of a name with dots by itself, if the task quotes its tables.
std::string table_name(const TaskDefinition& task, std::string_view name) {
  if (!task.quote_tables) return std::string(name);
  std::string quoted;
  for (std::size_t begin = 0; begin <= name.size();) {
    const auto end = std::min(name.find('.', begin), name.size());
    if (begin > 0) quoted.push_back('.');
    quoted += quoted_part(name.substr(begin, end - begin));
    begin = end + 1;
  }
  return quoted;
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

PreviewStatement delete_statement(const TaskDefinition& task, const SqlTable& table,
                                  std::string_view id) {
  const auto from = fmt::format("DELETE FROM {} WHERE {} IN ", table_name(task, table.name),
                                quoted_part(table.document_id_column));
  if (!task.parameterize_deletes) return {fmt::format("{}({})", from, literal(id)), {}};
  return {from + "(@p0)", {{"@p0", literal(id)}}};
}

std::string key_of(const SqlTable& table) {
  auto key = quoted_part(table.document_id_column);
  if (!table.row_number_column.empty()) key += ", " + quoted_part(table.row_number_column);
  return key;
}

Result<PreviewStatement> insert_statement(const TaskDefinition& task, const SqlTable& table,
                                          std::string_view id, std::string_view json,
                                          ObjectReader& reader) {
  PreviewStatement statement;
  std::string columns = quoted_part(table.document_id_column);
  std::string values = "@p0";
  statement.parameters.push_back({"@p0", literal(id)});
  for (const auto& member : *TRY(reader.read(json))) {
    if (equal_ignoring_case(member.name, table.document_id_column)) continue;
    const auto name = fmt::format("@p{}", statement.parameters.size());
    columns += ", " + quoted_part(member.name);
    values += ", " + name;
    statement.parameters.push_back({name, value_of(member)});
  }
  statement.text =
      fmt::format("INSERT INTO {} ({}) VALUES ({})", table_name(task, table.name), columns, values);
  if (table.upsert) statement.text += fmt::format(" ON CONFLICT ({}) DO UPDATE", key_of(table));
  return statement;
}

/// What goes before the rows of a document: nothing that stays is deleted from a table whose rows
/// are updated in place.
Result<std::optional<PreviewStatement>> delete_before(const TaskDefinition& task,
                                                      const SqlTable& table,
                                                      const LoadDocument& document,
                                                      ObjectReader& reader) {
  if (table.insert_only) return std::nullopt;
  auto statement = delete_statement(task, table, document.id);
  if (!table.upsert) return statement;
  std::string numbers;
  bool has_rows = false;
  for (const auto& object : document.objects) {
    if (!equal_ignoring_case(object.target, table.name)) continue;
    has_rows = true;
    for (const auto& member : *TRY(reader.read(object.json))) {
      if (!equal_ignoring_case(member.name, table.row_number_column)) continue;
      numbers += (numbers.empty() ? "" : ", ") + value_of(member);
    }
  }
  if (has_rows && table.row_number_column.empty()) return std::nullopt;
  if (!numbers.empty()) {
    statement.text +=
        fmt::format(" AND {} NOT IN ({})", quoted_part(table.row_number_column), numbers);
  }
  return statement;
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

Result<std::vector<TablePreview>> preview_statements(const TaskDefinition& task,
                                                     const std::vector<std::string>& targets,
                                                     const LoadDocument& document) {
  TRY(check_targets(task, document));
  ObjectReader reader;
  std::vector<TablePreview> previews;
  for (const auto& table : task.sql_tables) {
    if (!contains(targets, table.name)) continue;
    TablePreview preview{table.name, {}};
    if (auto statement = TRY(delete_before(task, table, document, reader))) {
      preview.statements.push_back(*std::move(statement));
    }
    for (const auto& object : document.objects) {
      if (!equal_ignoring_case(object.target, table.name)) continue;
      preview.statements.push_back(
          TRY(insert_statement(task, table, document.id, object.json, reader)));
    }
    if (!preview.statements.empty()) previews.push_back(std::move(preview));
  }
  return previews;
}

}  // namespace penstock::etl::sql
