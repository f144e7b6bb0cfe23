#include "etl/task_store.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::master_keys;
using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;

ConnectionString sql_connection(std::string text = "Data Source=shop.db") {
  ConnectionString connection;
  connection.name = "shop";
  connection.kind = DestinationKind::kSql;
  connection.factory_name = "Sqlite";
  connection.connection_string = std::move(text);
  return connection;
}

/// Two scripts of a task cannot load one table.
constexpr const char* kLoadsUsers = "loadToUsers({N: 1});";

Transformation script(std::string name, std::string text = "loadToOrders({N: 1});") {
  Transformation transformation;
  transformation.name = std::move(name);
  transformation.collections = {"Orders"};
  transformation.script = std::move(text);
  return transformation;
}

TaskDefinition sql_task(std::vector<Transformation> transformations) {
  TaskDefinition task;
  task.name = "Orders";
  task.kind = DestinationKind::kSql;
  task.connection_string_name = "shop";
  task.transformations = std::move(transformations);
  task.sql_tables = {{"Orders", "Id", false}, {"Users", "Id", false}};
  return task;
}

TaskSelector by_name(std::string name) { return {DestinationKind::kSql, 0, std::move(name)}; }

class TaskStoreTest : public ::testing::Test {
 protected:
  TaskStoreTest() { must(store_.put_connection_string(sql_connection())); }

  std::uint64_t generation(std::string_view task, std::string_view name) {
    const auto record = must(store_.read());
    return record.find_task(task)->find(name)->generation;
  }

  TemporaryDatabase database_;
  int changes_ = 0;
  TaskStore store_{*database_, master_keys(), [this] { ++changes_; }};
};

TEST_F(TaskStoreTest, KeepsATaskThroughARestart) {
  const auto added = must(store_.add(sql_task({script("S1")})));
  database_.close();
  database_.open();

  const auto record = must(TaskStore(*database_, master_keys(), [] {}).read());

  const auto* task = record.find_task("orders");
  ASSERT_NE(task, nullptr);
  EXPECT_EQ(task->task_id, added.task_id);
  EXPECT_EQ(task->transformations.at(0).script, "loadToOrders({N: 1});");
  EXPECT_EQ(record.index, added.index);
}

TEST_F(TaskStoreTest, TellsOfEveryChange) {
  changes_ = 0;
  must(store_.add(sql_task({script("S1")})));
  must(store_.reset("Orders", "S1"));

  EXPECT_EQ(changes_, 2);
}

TEST_F(TaskStoreTest, NamesTheMissingConnectionStringAndEverythingElseThatIsWrong) {
  auto task = sql_task({script("S1", "")});
  task.connection_string_name = "nowhere";

  const auto added = store_.add(task);

  ASSERT_FALSE(added);
  EXPECT_EQ(added.error().code, ErrorCode::kInvalidArgument);
  EXPECT_NE(added.error().message.find("'nowhere'"), std::string::npos);
  EXPECT_NE(added.error().message.find("must not be empty"), std::string::npos);
}

TEST_F(TaskStoreTest, RefusesASecondTaskOfTheSameNameIgnoringCase) {
  must(store_.add(sql_task({script("S1")})));
  auto second = sql_task({script("S2", kLoadsUsers)});
  second.name = "ORDERS";

  ASSERT_FALSE(store_.add(second));
  EXPECT_EQ(must(store_.read()).tasks.size(), 1u);
}

TEST_F(TaskStoreTest, UpdateGivesANewIdAndKeepsThePositions) {
  const auto added = must(store_.add(sql_task({script("S1")})));
  const auto before = generation("Orders", "S1");

  const auto updated = must(store_.update(
      added.task_id, sql_task({script("s1", "loadToOrders({N: 2});"), script("S2", kLoadsUsers)}),
      {}));

  EXPECT_GT(updated.task_id, added.task_id);
  EXPECT_EQ(generation("Orders", "S1"), before);
  EXPECT_EQ(generation("Orders", "S2"), updated.index);
  const auto again = store_.update(added.task_id, sql_task({script("S1")}), {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kNotFound);
}

TEST_F(TaskStoreTest, RefusedUpdateLeavesTheTaskAsItWas) {
  const auto added = must(store_.add(sql_task({script("S1")})));
  auto both = sql_task({script("S1")});
  both.transformations[0].all_documents = true;

  ASSERT_FALSE(store_.update(added.task_id, both, {}));

  const auto record = must(store_.read());
  EXPECT_EQ(record.find_task("Orders")->task_id, added.task_id);
  EXPECT_FALSE(record.find_task("Orders")->transformations[0].all_documents);
}

TEST_F(TaskStoreTest, RenamedTaskStartsFromTheBeginning) {
  const auto added = must(store_.add(sql_task({script("S1")})));
  const auto before = generation("Orders", "S1");
  auto renamed = sql_task({script("S1")});
  renamed.name = "Orders 2";

  must(store_.update(added.task_id, renamed, {}));

  EXPECT_GT(generation("Orders 2", "S1"), before);
}

TEST_F(TaskStoreTest, ResetOfOneScriptLeavesItsSiblingAlone) {
  must(store_.add(sql_task({script("S1"), script("S2", kLoadsUsers)})));
  const auto before = generation("Orders", "S2");

  const auto reset = must(store_.reset("orders", "s1"));

  EXPECT_EQ(generation("Orders", "S1"), reset.index);
  EXPECT_EQ(generation("Orders", "S2"), before);
}

TEST_F(TaskStoreTest, UpdateResetsTheScriptsThatItNames) {
  const auto added = must(store_.add(sql_task({script("S1"), script("S2", kLoadsUsers)})));
  const auto before = generation("Orders", "S2");

  const auto updated = must(
      store_.update(added.task_id, sql_task({script("S1"), script("S2", kLoadsUsers)}), {"s1"}));

  EXPECT_EQ(generation("Orders", "S1"), updated.index);
  EXPECT_EQ(generation("Orders", "S2"), before);
}

TEST_F(TaskStoreTest, TaskMadeAgainGetsAGenerationNeverUsedBefore) {
  must(store_.add(sql_task({script("S1")})));
  const auto last = must(store_.reset("Orders", "S1")).index;
  must(store_.remove(by_name("Orders")));

  must(store_.add(sql_task({script("S1")})));

  EXPECT_GT(generation("Orders", "S1"), last);
}

TEST_F(TaskStoreTest, DisablesAndEnablesWithoutANewId) {
  const auto added = must(store_.add(sql_task({script("S1")})));

  const auto disabled = must(store_.set_disabled(by_name("Orders"), true));

  EXPECT_EQ(disabled.task_id, added.task_id);
  EXPECT_TRUE(must(store_.read()).find_task("Orders")->disabled);
}

TEST_F(TaskStoreTest, KeepsAConnectionStringThatATaskUses) {
  must(store_.add(sql_task({script("S1")})));

  const auto removed = store_.remove_connection_string(DestinationKind::kSql, "shop");

  ASSERT_FALSE(removed);
  EXPECT_NE(removed.error().message.find("'Orders'"), std::string::npos);
  must(store_.remove(by_name("Orders")));
  EXPECT_OK(store_.remove_connection_string(DestinationKind::kSql, "SHOP"));
}

TEST_F(TaskStoreTest, MarkInAConnectionStringKeepsTheStoredPassword) {
  must(store_.put_connection_string(sql_connection("Host=h;Password=secret")));

  must(store_.put_connection_string(sql_connection("Host=other;Password=********")));

  const auto record = must(store_.read());
  EXPECT_EQ(record.find_connection_string(DestinationKind::kSql, "shop")->connection_string,
            "Host=other;Password=secret");
  EXPECT_EQ(record.connection_strings.size(), 1u);
}

TEST_F(TaskStoreTest, LeavesTheOtherMembersOfTheRecordAlone) {
  must(database_->write_and_wait([](documents::WriteContext& context) -> Result<void> {
    TRY(documents::write_record(context, R"({"Settings":{"a":"b"}})"));
    return {};
  }));

  must(store_.put_connection_string(sql_connection()));

  const auto record = must(documents::read_record(must(database_->snapshot())));
  EXPECT_NE(record.json.find(R"("Settings":{"a":"b"})"), std::string::npos);
}

}  // namespace
}  // namespace penstock::etl
