#include "etl/task_definition.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/string.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "etl/member_reader.h"
#include "script/discovery.h"

namespace penstock::etl {
namespace {

namespace json = boost::json;
using Problems = std::vector<std::string>;

/// Absent texts are null on the wire.
json::value text_or_null(const std::string& text) {
  return text.empty() ? json::value(nullptr) : json::value(text);
}

json::value number_or_null(std::optional<std::uint32_t> number) {
  return number ? json::value(*number) : json::value(nullptr);
}

json::array texts_to_json(const std::vector<std::string>& texts) {
  return json::array(texts.begin(), texts.end());
}

Transformation parse_transformation(const json::object& json, Problems& problems) {
  const auto name = MemberReader(json, "Transforms: ", problems).text("Name");
  MemberReader members(json, fmt::format("Transforms, '{}': ", name), problems);
  Transformation transformation;
  transformation.name = name;
  transformation.collections = members.texts("Collections");
  transformation.all_documents = members.flag("ApplyToAllDocuments", false);
  transformation.script = members.text("Script");
  transformation.disabled = members.flag("Disabled", false);
  transformation.document_id_postfix = members.text("DocumentIdPostfix");
  return transformation;
}

json::object transformation_to_json(const Transformation& transformation) {
  return {{"Name", transformation.name},
          {"Disabled", transformation.disabled},
          {"Collections", texts_to_json(transformation.collections)},
          {"ApplyToAllDocuments", transformation.all_documents},
          {"Script", text_or_null(transformation.script)},
          {"DocumentIdPostfix", text_or_null(transformation.document_id_postfix)}};
}

SqlTable parse_table(const json::object& json, Problems& problems) {
  MemberReader members(json, "SqlTables: ", problems);
  return {.name = members.text("TableName"),
          .document_id_column = members.text("DocumentIdColumn"),
          .insert_only = members.flag("InsertOnlyMode", false),
          .upsert = members.flag("UpsertMode", false),
          .row_number_column = members.text("RowNumberColumn")};
}

json::object table_to_json(const SqlTable& table) {
  json::object json{{"TableName", table.name},
                    {"DocumentIdColumn", table.document_id_column},
                    {"InsertOnlyMode", table.insert_only}};
  if (table.upsert) json["UpsertMode"] = true;
  if (!table.row_number_column.empty()) json["RowNumberColumn"] = table.row_number_column;
  return json;
}

void parse_sql(MemberReader& members, Problems& problems, TaskDefinition& task) {
  for (const auto* table : members.objects("SqlTables")) {
    task.sql_tables.push_back(parse_table(*table, problems));
  }
  task.parameterize_deletes = members.flag("ParameterizeDeletes", true);
  task.force_query_recompile = members.flag("ForceQueryRecompile", false);
  task.creates_missing_tables = members.flag("CreateMissingTables", false);
  task.quote_tables = members.flag("QuoteTables", true);
  task.command_timeout_s = members.seconds("CommandTimeout");
}

void sql_to_json(const TaskDefinition& task, json::object& json) {
  json::array tables;
  for (const auto& table : task.sql_tables) tables.push_back(table_to_json(table));
  json["SqlTables"] = std::move(tables);
  json["ParameterizeDeletes"] = task.parameterize_deletes;
  json["ForceQueryRecompile"] = task.force_query_recompile;
  if (task.creates_missing_tables) json["CreateMissingTables"] = true;
  json["QuoteTables"] = task.quote_tables;
  json["CommandTimeout"] = number_or_null(task.command_timeout_s);
}

Result<DestinationKind> parse_kind(MemberReader& members) {
  const auto type = members.text("EtlType");
  if (type.empty()) return invalid_argument("'EtlType' is missing: 'Raven' or 'Sql'");
  const auto kind = destination_kind_from(type);
  if (kind) return *kind;
  return invalid_argument(
      fmt::format("ETL tasks of type '{}' are not supported; use 'Raven' or 'Sql'", type));
}

}  // namespace

bool Transformation::has_empty_script() const { return script::discover(script).is_empty; }

std::string default_task_name(DestinationKind kind, std::string_view connection_string_name) {
  const auto product = kind == DestinationKind::kRaven ? "RavenDB" : "SQL";
  return fmt::format("{} ETL to {}", product, connection_string_name);
}

Result<TaskDefinition> TaskDefinition::parse(const json::object& json) {
  Problems problems;
  MemberReader members(json, "", problems);
  TaskDefinition task;
  task.name = members.text("Name");
  task.kind = TRY(parse_kind(members));
  task.connection_string_name = members.text("ConnectionStringName");
  task.disabled = members.flag("Disabled", false);
  task.mentor_node = members.text("MentorNode");
  task.pin_to_mentor_node = members.flag("PinToMentorNode", false);
  task.allow_etl_on_non_encrypted_channel = members.flag("AllowEtlOnNonEncryptedChannel", false);
  for (const auto* transformation : members.objects("Transforms")) {
    task.transformations.push_back(parse_transformation(*transformation, problems));
  }
  if (task.kind == DestinationKind::kRaven) {
    task.load_request_timeout_s = members.seconds("LoadRequestTimeoutInSec");
  } else {
    parse_sql(members, problems, task);
  }
  if (!problems.empty()) return problems_error("the ETL task", problems);
  if (task.name.empty() && !task.connection_string_name.empty()) {
    task.name = default_task_name(task.kind, task.connection_string_name);
  }
  return task;
}

json::object TaskDefinition::to_configuration_json() const {
  json::array transforms;
  for (const auto& transformation : transformations) {
    transforms.push_back(transformation_to_json(transformation));
  }
  json::object json{{"TaskId", task_id},
                    {"Name", name},
                    {"ConnectionStringName", connection_string_name},
                    {"MentorNode", text_or_null(mentor_node)},
                    {"PinToMentorNode", pin_to_mentor_node},
                    {"AllowEtlOnNonEncryptedChannel", allow_etl_on_non_encrypted_channel},
                    {"Disabled", disabled},
                    {"Transforms", std::move(transforms)}};
  if (kind == DestinationKind::kRaven) {
    json["LoadRequestTimeoutInSec"] = number_or_null(load_request_timeout_s);
  } else {
    sql_to_json(*this, json);
  }
  return json;
}

json::object TaskDefinition::to_record_json() const {
  auto json = to_configuration_json();
  json["EtlType"] = to_string(kind);
  auto& transforms = json["Transforms"].as_array();
  for (std::size_t i = 0; i < transformations.size(); ++i) {
    transforms[i].as_object()["Generation"] = transformations[i].generation;
  }
  return json;
}

Result<TaskDefinition> TaskDefinition::from_record_json(const json::object& json) {
  auto task = parse(json);
  if (!task) return corruption(task.error().message);
  Problems problems;
  MemberReader members(json, "", problems);
  task->task_id = members.number("TaskId");
  const auto transforms = members.objects("Transforms");
  for (std::size_t i = 0; i < transforms.size(); ++i) {
    MemberReader script_members(*transforms[i], "Transforms: ", problems);
    task->transformations[i].generation = script_members.number("Generation");
  }
  if (!problems.empty()) return corruption(problems.front());
  return task;
}

const Transformation* TaskDefinition::find(std::string_view transformation_name) const {
  const auto found = std::ranges::find_if(transformations, [&](const auto& transformation) {
    return equal_ignoring_case(transformation.name, transformation_name);
  });
  return found == transformations.end() ? nullptr : &*found;
}

}  // namespace penstock::etl
