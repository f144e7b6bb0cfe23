#include "etl/etl_tasks.h"

#include <atomic>
#include <map>
#include <mutex>

#include <gtest/gtest.h>

#include "etl/fake_destination.h"
#include "support/assertions.h"
#include "support/eventually.h"
#include "support/fake_script_host.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::eventually;
using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;
using Ids = std::vector<std::string>;
using Objects = FakeScriptHost::Objects;

Transformation script(std::string name, std::string collection, std::string text) {
  Transformation transformation;
  transformation.name = std::move(name);
  transformation.collections = {std::move(collection)};
  transformation.script = std::move(text);
  return transformation;
}

/// One store for each script, and a count of the destinations made for it.
class EtlTasksTest : public ::testing::Test {
 protected:
  EtlTasksTest() {
    scripts_.define("loadToOrders(this);", [](const auto& input, auto&) -> Result<Objects> {
      return Objects{{"Orders", input.id}};
    });
    scripts_.define("loadToOrders(null);", [](const auto&, auto&) -> Result<Objects> {
      return Error{ErrorCode::kScriptFailed, "always"};
    });
    open();
    ConnectionString connection;
    connection.name = "cs";
    connection.kind = DestinationKind::kRaven;
    connection.database = "other";
    connection.topology_discovery_urls = {"http://127.0.0.1:8081"};
    must(tasks_->store().put_connection_string(connection));
  }
  ~EtlTasksTest() override { tasks_.reset(); }

  void open() {
    tasks_.reset();
    tasks_ = must(
        EtlTasks::open({*database_, scripts_, clock_, testing::master_keys(),
                        [this](const auto& request) { return make(request); }, ProcessOptions{}}));
  }

  Result<std::unique_ptr<Destination>> make(const DestinationRequest& request) {
    if (unusable_) return invalid_argument("no such driver");
    const auto name = request.task.name + "/" + request.transformation.name;
    const std::lock_guard lock(mutex_);
    ++made_[name];
    return std::make_unique<FakeDestination>(stores_[name], request.errors);
  }
  FakeStore& store(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return stores_[name];
  }
  int made(const std::string& name) {
    const std::lock_guard lock(mutex_);
    return made_[name];
  }

  RecordChange add(std::string name, std::vector<Transformation> transformations) {
    return must(tasks_->store().add(task(std::move(name), std::move(transformations))));
  }
  static TaskDefinition task(std::string name, std::vector<Transformation> transformations) {
    TaskDefinition task;
    task.name = std::move(name);
    task.kind = DestinationKind::kRaven;
    task.connection_string_name = "cs";
    task.transformations = std::move(transformations);
    return task;
  }
  static TaskSelector by_name(std::string name) {
    return {DestinationKind::kRaven, 0, std::move(name)};
  }
  TaskInfo info(const std::string& name) { return *must(tasks_->info(by_name(name))); }

  bool reaches(const std::string& name, ProcessState state) {
    return eventually([&] { return info(name).processes.at(0).statistics.state == state; });
  }

  TemporaryDatabase database_;
  SystemClock clock_;
  FakeScriptHost scripts_;
  std::mutex mutex_;
  std::map<std::string, FakeStore> stores_;
  std::map<std::string, int> made_;
  std::atomic<bool> unusable_ = false;
  std::unique_ptr<EtlTasks> tasks_;
};

const Transformation kOrders = script("S1", "Orders", "loadToOrders(this);");
const Transformation kUsers = script("S2", "Users", "loadToOrders(this);");
const Transformation kFailing = script("S1", "Orders", "loadToOrders(null);");

TEST_F(EtlTasksTest, TaskRunsAsSoonAsItIsAdded) {
  database_.put_in("Orders", "orders/1");

  add("X", {kOrders});

  EXPECT_TRUE(eventually([&] { return store("X/S1").ids() == Ids{"orders/1"}; }));
}

TEST_F(EtlTasksTest, TasksRunAgainAfterARestartWhereTheyWere) {
  database_.put_in("Orders", "orders/1");
  add("X", {kOrders});
  ASSERT_TRUE(reaches("X", ProcessState::kUpToDate));

  open();
  database_.put_in("Orders", "orders/2");

  EXPECT_TRUE(eventually([&] { return store("X/S1").batches().size() == 2; }));
  EXPECT_EQ(store("X/S1").batches()[1].ids, Ids{"orders/2"});
}

TEST_F(EtlTasksTest, FailingScriptDoesNotDelayItsSibling) {
  database_.put_in("Orders", "orders/1");
  database_.put_in("Users", "users/1");

  add("X", {kFailing, kUsers});

  EXPECT_TRUE(eventually([&] { return store("X/S2").ids() == Ids{"users/1"}; }));
  EXPECT_TRUE(
      eventually([&] { return must(tasks_->errors("x", "s1", "", 0, 10)).errors.size() == 1; }));
}

TEST_F(EtlTasksTest, UpdateOfOneTaskLeavesTheOtherRunning) {
  const auto added = add("X", {kOrders});
  add("Y", {kOrders});
  ASSERT_EQ(made("Y/S1"), 1);

  must(tasks_->store().update(added.task_id, task("X", {kFailing}), {}));

  EXPECT_EQ(made("X/S1"), 2);
  EXPECT_EQ(made("Y/S1"), 1);
}

TEST_F(EtlTasksTest, UpdateSendsNothingAgainAndResetSendsAll) {
  database_.put_in("Orders", "orders/1");
  const auto added = add("X", {kOrders});
  ASSERT_TRUE(reaches("X", ProcessState::kUpToDate));

  must(tasks_->store().update(added.task_id, task("X", {kOrders}), {}));
  ASSERT_TRUE(reaches("X", ProcessState::kUpToDate));
  EXPECT_EQ(store("X/S1").batches().size(), 1u);

  must(tasks_->store().reset("X", "S1"));
  EXPECT_TRUE(eventually([&] { return store("X/S1").batches().size() == 2; }));
}

TEST_F(EtlTasksTest, ResetOfOneScriptDoesNotRestartItsSibling) {
  add("X", {kOrders, kUsers});

  must(tasks_->store().reset("X", "S1"));

  EXPECT_EQ(made("X/S1"), 2);
  EXPECT_EQ(made("X/S2"), 1);
}

TEST_F(EtlTasksTest, TaskMadeAgainStartsFromTheBeginningWithoutItsErrors) {
  database_.put_in("Orders", "orders/1");
  add("X", {kFailing});
  ASSERT_TRUE(eventually([&] { return info("X").processes.at(0).errors == 1; }));

  must(tasks_->store().remove(by_name("X")));
  add("X", {kOrders});

  EXPECT_EQ(info("X").processes.at(0).errors, 0u);
  EXPECT_TRUE(eventually([&] { return store("X/S1").ids() == Ids{"orders/1"}; }));
}

TEST_F(EtlTasksTest, DisabledTaskStopsAndGoesOnWhereItWas) {
  database_.put_in("Orders", "orders/1");
  add("X", {kOrders});
  ASSERT_TRUE(reaches("X", ProcessState::kUpToDate));

  must(tasks_->store().set_disabled(by_name("X"), true));
  database_.put_in("Orders", "orders/2");
  EXPECT_EQ(info("X").state, TaskState::kDisabled);
  EXPECT_EQ(info("X").connection_status, ConnectionStatus::kNotActive);
  EXPECT_EQ(store("X/S1").ids(), Ids{"orders/1"});

  must(tasks_->store().set_disabled(by_name("X"), false));
  EXPECT_TRUE(eventually([&] { return store("X/S1").batches().size() == 2; }));
  EXPECT_EQ(store("X/S1").batches()[1].ids, Ids{"orders/2"});
}

TEST_F(EtlTasksTest, TaskWithOneScriptDisabledIsPartiallyEnabled) {
  auto disabled = kOrders;
  disabled.disabled = true;
  database_.put_in("Users", "users/1");

  add("X", {disabled, kUsers});

  EXPECT_EQ(info("X").state, TaskState::kPartiallyEnabled);
  EXPECT_TRUE(eventually([&] { return store("X/S2").ids() == Ids{"users/1"}; }));
  EXPECT_EQ(made("X/S1"), 0);
}

TEST_F(EtlTasksTest, SaysThatItReconnectsAndWhy) {
  store("X/S1").fail({ErrorCode::kUnavailable, "connection refused"}, 1000);
  add("X", {kOrders});

  EXPECT_TRUE(reaches("X", ProcessState::kWaitingToRetry));

  EXPECT_EQ(info("X").connection_status, ConnectionStatus::kReconnect);
  EXPECT_NE(info("X").error.find("connection refused"), std::string::npos);
}

TEST_F(EtlTasksTest, DestinationThatCannotBeMadeShowsInTheTask) {
  unusable_ = true;
  add("X", {kOrders});

  EXPECT_TRUE(reaches("X", ProcessState::kWaitingToRetry));
  EXPECT_NE(info("X").error.find("no such driver"), std::string::npos);
}

TEST_F(EtlTasksTest, ChangedConnectionStringRestartsThoseThatUseIt) {
  add("X", {kOrders});
  auto connection = *info("X").connection;
  connection.database = "elsewhere";

  must(tasks_->store().put_connection_string(connection));

  EXPECT_EQ(made("X/S1"), 2);
}

TEST_F(EtlTasksTest, ProgressCountsWhatIsLeft) {
  store("X/S1").fail({ErrorCode::kUnavailable, "gone"});
  for (int i = 0; i < 3; ++i) database_.put_in("Orders", "orders/" + std::to_string(i));
  database_.remove("orders/0");
  database_.put_in("Users", "users/1");
  add("X", {kOrders});
  ASSERT_TRUE(reaches("X", ProcessState::kWaitingToRetry));

  const auto before = must(tasks_->progress()).at(0).processes.at(0);
  EXPECT_FALSE(before.completed);
  EXPECT_EQ(before.documents.remaining, 2u);
  EXPECT_EQ(before.documents.total, 2u);
  EXPECT_EQ(before.tombstones.remaining, 1u);

  must(tasks_->resume("x", "s1"));
  ASSERT_TRUE(reaches("X", ProcessState::kUpToDate));
  EXPECT_TRUE(must(tasks_->progress()).at(0).processes.at(0).completed);
}

TEST_F(EtlTasksTest, StopsInTheMiddleOfALoadAndStartsNothingAfter) {
  store("X/S1").hold();
  database_.put_in("Orders", "orders/1");
  add("X", {kOrders});
  ASSERT_TRUE(eventually([&] { return store("X/S1").loads() == 1; }));

  tasks_->stop();
  add("Y", {kOrders});

  EXPECT_TRUE(store("X/S1").batches().empty());
  EXPECT_EQ(made("Y/S1"), 0);
}

}  // namespace
}  // namespace penstock::etl
