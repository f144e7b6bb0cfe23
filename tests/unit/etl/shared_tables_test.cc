#include "etl/shared_tables.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace penstock::etl {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

TaskDefinition task(std::string name, std::string script, bool insert_only = false) {
  TaskDefinition task;
  task.name = std::move(name);
  task.kind = DestinationKind::kSql;
  task.connection_string_name = "shop";
  task.sql_tables = {{"Orders", "Id", insert_only}, {"Lines", "OrderId", insert_only}};
  auto& transformation = task.transformations.emplace_back();
  transformation.name = "S";
  transformation.script = std::move(script);
  return task;
}

std::vector<std::string> found(const EtlRecord& record) {
  return find_shared_tables(record, record.tasks.front(),
                            record.tasks.front().transformations.front());
}

TEST(SharedTablesTest, NamesTheScriptThatLoadsTheSameTable) {
  EtlRecord record;
  record.tasks = {task("A", "loadToOrders({});"), task("B", "loadToLINES({}); loadToORDERS({});")};
  EXPECT_THAT(found(record), ElementsAre(HasSubstr("table Orders is also loaded by 'B/S'")));
}

TEST(SharedTablesTest, SaysNothingOfOtherTablesOtherDestinationsAndInsertOnlyTables) {
  EtlRecord record;
  record.tasks = {task("A", "loadToOrders({});"), task("B", "loadToLines({});"),
                  task("C", "loadToOrders({});"), task("D", "loadToOrders({});", true)};
  record.tasks[2].connection_string_name = "elsewhere";
  EXPECT_THAT(found(record), IsEmpty());
}

}  // namespace
}  // namespace penstock::etl
