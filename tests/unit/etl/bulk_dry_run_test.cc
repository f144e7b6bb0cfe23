#include "etl/bulk_dry_run.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/fake_script_host.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;
using ::testing::IsEmpty;
using ::testing::StartsWith;

constexpr auto* kScript = "loadToOrders(this);";

/// Whose time goes on by a minute between its first two answers, and never again.
class ClockThatJumps final : public Clock {
 public:
  WallTime now() const override { return clock_.now(); }
  MonotonicTime monotonic() const override {
    if (++answers_ == 2) clock_.advance(std::chrono::minutes(1));
    return clock_.monotonic();
  }
  void wait_until(std::unique_lock<std::mutex>& lock, std::condition_variable_any& condition,
                  MonotonicTime deadline, const std::stop_token& stop) override {
    clock_.wait_until(lock, condition, deadline, stop);
  }

 private:
  mutable ManualClock clock_;
  mutable int answers_ = 0;
};

std::string id_of(int number) { return "orders/" + std::to_string(number); }

/// Orders with an n of 0 fail, those of 1 come to nothing, others go to "Orders" once and to
/// "Lines" n times.
class BulkDryRunTest : public ::testing::Test {
 protected:
  BulkDryRunTest() {
    request_.task.transformations.resize(1);
    request_.task.transformations[0].collections = {"Orders"};
    request_.task.transformations[0].script = kScript;
    scripts_.define(kScript, [](const auto& input, auto&) -> Result<FakeScriptHost::Objects> {
      const auto n = input.json.at(input.json.find("\"n\":") + 4) - '0';
      if (n == 0) return Error{ErrorCode::kScriptFailed, "no line in '" + input.id + "'"};
      if (n == 1) return FakeScriptHost::Objects{};
      FakeScriptHost::Objects objects{{"Orders", "{}"}};
      objects.insert(objects.end(), static_cast<std::size_t>(n), {"Lines", "{}"});
      return objects;
    });
  }

  void put(int number, int n) { database_.put_in("Orders", id_of(number), std::to_string(n)); }

  Result<BulkDryRunState> run() {
    return bulk_dry_run(
        {*database_, scripts_, database_.clock()}, request_,
        [&](const BulkDryRunState& state) {
          reported_.push_back(state.documents);
          if (stops_) stop_.request_stop();
        },
        stop_.get_token());
  }

  TemporaryDatabase database_;
  FakeScriptHost scripts_;
  BulkDryRunRequest request_;
  std::vector<std::uint64_t> reported_;
  std::stop_source stop_;
  bool stops_ = false;
};

TEST_F(BulkDryRunTest, CountsWhatWouldBeLoadedFilteredAndFails) {
  put(1, 2);
  put(2, 1);
  put(3, 0);
  put(4, 3);
  put(5, 1);
  put(6, 0);
  database_.put_in("Users", "users/1", "2");

  const auto state = must(run());
  EXPECT_EQ(state.total, 6u);
  EXPECT_EQ(state.documents, 6u);
  EXPECT_EQ(state.failed, 2u);
  EXPECT_EQ(state.filtered, 2u);
  EXPECT_EQ(state.filtered_id, "orders/2");
  ASSERT_EQ(state.targets.size(), 2u);
  EXPECT_EQ(state.targets[0].name, "Orders");
  EXPECT_EQ(state.targets[0].objects, 2u);
  EXPECT_EQ(state.targets[0].sample_id, "orders/1");
  EXPECT_EQ(state.targets[1].name, "Lines");
  EXPECT_EQ(state.targets[1].objects, 5u);
  ASSERT_EQ(state.causes.size(), 1u);
  EXPECT_THAT(state.causes[0].cause, StartsWith("no line in '…'"));
  EXPECT_EQ(state.causes[0].documents, 2u);
}

TEST_F(BulkDryRunTest, TriesAtMostSoManyDocumentsBesideDeletions) {
  for (int i = 0; i < 9; ++i) put(i, 2);
  for (int i = 0; i < 3; ++i) {
    put(20 + i, 2);
    must(database_.try_remove(id_of(20 + i)));
  }
  for (int i = 0; i < 9; ++i) put(i, 3);
  request_.documents_max = 5;

  const auto state = must(run());
  EXPECT_EQ(state.total, 5u);
  EXPECT_EQ(state.documents, 5u);
  EXPECT_EQ(state.deletions, 3u);
  EXPECT_EQ(state.targets[0].objects, 5u);
}

TEST_F(BulkDryRunTest, GoesOnWhereATaskWouldHalt) {
  for (int i = 0; i < 700; ++i) put(i, 0);
  put(1000, 2);

  const auto state = must(run());
  EXPECT_EQ(state.documents, 701u);
  EXPECT_EQ(state.failed, 700u);
  EXPECT_EQ(state.targets[0].objects, 1u);
  EXPECT_GT(reported_.size(), 1u);
}

TEST_F(BulkDryRunTest, GoesOnAfterABatchWhoseTimeWasOverBeforeItBegan) {
  put(1, 2);
  ClockThatJumps clock;
  const auto state =
      must(bulk_dry_run({*database_, scripts_, clock}, request_, [](const auto&) {}, {}));
  EXPECT_EQ(state.documents, 1u);
}

TEST_F(BulkDryRunTest, EndsWhenItIsStopped) {
  for (int i = 0; i < 700; ++i) put(i, 0);
  stops_ = true;
  const auto state = run();
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(reported_.size(), 1u);
}

TEST_F(BulkDryRunTest, TriesNothingInAnEmptyDatabase) {
  EXPECT_EQ(must(run()).total, 0u);
  EXPECT_THAT(reported_, IsEmpty());
}

TEST_F(BulkDryRunTest, TakesOneScript) {
  request_.task.transformations.resize(2);
  const auto state = run();
  ASSERT_FALSE(state);
  EXPECT_EQ(state.error().code, ErrorCode::kInvalidArgument);
}

}  // namespace
}  // namespace penstock::etl
