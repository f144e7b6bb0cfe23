// Definitions of tasks and of connection strings, as clients send them and as they are stored. A
// JSON object may be either, or a whole database record.
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "etl/etl_record.h"
#include "etl/script_plan.h"
#include "etl/task_definition.h"
#include "etl/validation.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "support/assertions.h"
#include "support/master_keys.h"

namespace penstock::fuzzing {
namespace {

namespace json = boost::json;

void fuzz_task(const json::object& object) {
  const auto task = etl::TaskDefinition::parse(object);
  check_refusal_of(task);
  if (!task) return;
  etl::find_problems(*task);
  for (const auto& transformation : task->transformations) etl::ScriptPlan plan(transformation);
  CHECK(testing::must(etl::TaskDefinition::from_record_json(task->to_record_json())) == *task);
}

void fuzz_connection(const json::object& object) {
  const auto connection = etl::ConnectionString::parse(object);
  check_refusal_of(connection);
  if (!connection) return;
  CHECK(testing::must(etl::ConnectionString::from_record_json(connection->to_record_json())) ==
        *connection);
  connection->to_masked_json();
}

void fuzz_record(const json::object& object) {
  const documents::DatabaseRecord stored{.index = 1, .json = json::serialize(object)};
  const etl::ConnectionSealing sealing(testing::master_keys(), "id");
  const auto record = etl::EtlRecord::parse(stored, sealing);
  check_refusal_of(record);
  if (!record) return;
  const auto merged = testing::must(record->merged_into(stored, sealing));
  const auto again = testing::must(etl::EtlRecord::parse({.index = 1, .json = merged}, sealing));
  CHECK(again.tasks == record->tasks);
}

}  // namespace

void fuzz_etl_task(std::string_view input) {
  const auto parsed = parse_json(input);
  const auto* object = parsed ? parsed->if_object() : nullptr;
  if (object == nullptr) return;
  fuzz_task(*object);
  fuzz_connection(*object);
  fuzz_record(*object);
}

}  // namespace penstock::fuzzing
