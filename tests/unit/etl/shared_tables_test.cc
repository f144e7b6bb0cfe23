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

EtlRecord record_of(std::vector<TaskDefinition> tasks) {
  EtlRecord record;
  for (const auto* name : {"shop", "same-shop", "elsewhere"}) {
    auto& connection = record.connection_strings.emplace_back();
    connection.name = name;
    connection.kind = DestinationKind::kSql;
    connection.factory_name = "Npgsql";
    connection.connection_string = "Host=shop";
  }
  record.connection_strings.back().connection_string = "Host=elsewhere";
  record.tasks = std::move(tasks);
  return record;
}

std::vector<std::string> found(const EtlRecord& record) {
  const auto& own = record.tasks.front();
  return find_shared_tables(record, {own, own.transformations.front()});
}

TEST(SharedTablesTest, NamesTheScriptThatLoadsTheSameTable) {
  const auto record =
      record_of({task("A", "loadToOrders({});"), task("B", "loadToLINES({}); loadToORDERS({});")});
  EXPECT_THAT(found(record), ElementsAre(HasSubstr("table Orders is also loaded by 'B/S'")));
}

TEST(SharedTablesTest, LooksAtTheDestinationAndNotAtTheNameOfItsConnectionString) {
  auto record = record_of({task("A", "loadToOrders({});"), task("B", "loadToOrders({});"),
                           task("C", "loadToOrders({});")});
  record.tasks[1].connection_string_name = "elsewhere";
  record.tasks[2].connection_string_name = "same-shop";
  EXPECT_THAT(found(record), ElementsAre(HasSubstr("by 'C/S'")));
}

TEST(SharedTablesTest, SaysNothingOfOtherTablesAndInsertOnlyTables) {
  const auto record = record_of({task("A", "loadToOrders({});"), task("B", "loadToLines({});"),
                                 task("D", "loadToOrders({});", true)});
  EXPECT_THAT(found(record), IsEmpty());
}

TaskDefinition with_second_script(TaskDefinition task, std::string script) {
  auto& second = task.transformations.emplace_back();
  second.name = "T";
  second.script = std::move(script);
  return task;
}

TEST(SharedTablesTest, FindsTheTableThatTwoScriptsOfATaskLoad) {
  const auto contested = find_contested_tables(
      with_second_script(task("A", "loadToOrders({}); loadToOrders({});"), "loadToORDERS({});"));
  EXPECT_THAT(contested, ElementsAre(HasSubstr("scripts 'S' and 'T' both load table 'Orders'")));
}

TEST(SharedTablesTest, LetsScriptsShareWhatNoneOfThemDeletesFrom) {
  auto disabled = with_second_script(task("A", "loadToOrders({});"), "loadToOrders({});");
  disabled.transformations.back().disabled = true;
  EXPECT_THAT(find_contested_tables(disabled), IsEmpty());
  EXPECT_THAT(
      find_contested_tables(with_second_script(task("A", "loadToOrders({});"), "loadToLines({});")),
      IsEmpty());
  EXPECT_THAT(find_contested_tables(
                  with_second_script(task("A", "loadToOrders({});", true), "loadToOrders({});")),
              IsEmpty());
}

}  // namespace
}  // namespace penstock::etl
