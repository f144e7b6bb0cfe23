#include "etl/trace.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/fake_script_host.h"
#include "support/master_keys.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;
using ::testing::HasSubstr;

constexpr auto* kScript = "if (this.Total > 0) loadToOrders(this);";

class TraceTest : public ::testing::Test {
 protected:
  TraceTest() {
    blueprint_.task.name = "t";
    blueprint_.task.connection_string_name = "c";
    blueprint_.transformation.name = "s";
    blueprint_.transformation.collections = {"Orders"};
    blueprint_.transformation.script = kScript;
    scripts_.define(kScript, [](const auto& input, auto&) -> Result<FakeScriptHost::Objects> {
      if (input.json.find("\"n\":2") == std::string::npos) return FakeScriptHost::Objects{};
      return FakeScriptHost::Objects{{"Orders", R"({"Total":2})"}};
    });
    statistics_->state = ProcessState::kUpToDate;
    statistics_->checkpoint = Etag{1'000};
  }

  Trace trace_of(const std::string& id) {
    return must(trace(blueprint_, surroundings_, statistics_, id));
  }

  TemporaryDatabase database_;
  ErrorStore errors_{*database_, database_.clock()};
  FakeScriptHost scripts_;
  ProcessBlueprint blueprint_;
  const ProcessSurroundings surroundings_{
      *database_, scripts_, errors_, database_.clock(), testing::master_keys(), {}, {}};
  std::optional<ProcessStatistics> statistics_{ProcessStatistics{}};
};

TEST_F(TraceTest, SaysWhatWasDelivered) {
  database_.put_in("Orders", "orders/1", "2");
  auto& batch = statistics_->batches.emplace_back();
  batch.id = 7;
  batch.to = Etag{5};
  batch.succeeded = true;

  const auto trace = trace_of("orders/1");
  EXPECT_EQ(trace.whereabouts, Whereabouts::kDelivered);
  EXPECT_EQ(trace.batch->id, 7u);
  ASSERT_EQ(trace.objects.size(), 1u);
  EXPECT_EQ(trace.objects[0].target, "Orders");
  EXPECT_EQ(trace.objects[0].json, R"({"Total":2})");
  EXPECT_THAT(trace.summary, HasSubstr("in batch 7: 1 to Orders"));
}

TEST_F(TraceTest, SaysThatTheScriptMakesNothingOfIt) {
  database_.put_in("Orders", "orders/1", "1");
  EXPECT_EQ(trace_of("orders/1").whereabouts, Whereabouts::kFiltered);
}

TEST_F(TraceTest, CountsTheChangesAheadOfOneThatWaits) {
  for (const auto* id : {"orders/1", "orders/2", "orders/3", "orders/4"}) {
    database_.put_in("Orders", id, "2");
  }
  database_.put_in("Users", "users/1", "2");
  database_.put_in("Orders", "orders/5", "2");
  statistics_->checkpoint = Etag{1};
  statistics_->state = ProcessState::kHalted;
  statistics_->reason = "too much failed";

  const auto trace = trace_of("orders/5");
  EXPECT_EQ(trace.whereabouts, Whereabouts::kWaiting);
  EXPECT_EQ(trace.ahead, 3u);
  EXPECT_FALSE(trace.ahead_is_at_least);
  EXPECT_THAT(trace.summary, HasSubstr("3 changes are before it. Halted because too much failed"));
}

TEST_F(TraceTest, ShowsTheErrorOfOneThatFailed) {
  database_.put_in("Orders", "orders/1", "2");
  const auto key = process_key(*database_, blueprint_.task, blueprint_.transformation);
  const DocumentError error{"orders/1", Etag{1}, ErrorStep::kLoad, "no such customer"};
  must(errors_.record(key, {&error, 1}));

  const auto trace = trace_of("ORDERS/1");
  EXPECT_EQ(trace.whereabouts, Whereabouts::kFailed);
  EXPECT_THAT(trace.summary, HasSubstr("no such customer"));
}

TEST_F(TraceTest, TellsOtherCollectionsFromDocumentsThatAreNotThere) {
  database_.put_in("Users", "users/1", "2");
  EXPECT_EQ(trace_of("users/1").whereabouts, Whereabouts::kNotTracked);
  EXPECT_THAT(trace_of("users/1").summary, HasSubstr("'Users', and the script runs on: Orders"));
  EXPECT_EQ(trace_of("orders/404").whereabouts, Whereabouts::kUnknown);
}

TEST_F(TraceTest, FollowsADeletion) {
  database_.put_in("Orders", "orders/1", "2");
  database_.remove("orders/1");
  EXPECT_EQ(trace_of("orders/1").whereabouts, Whereabouts::kDeleted);
  statistics_->checkpoint = Etag{1};
  EXPECT_EQ(trace_of("orders/1").whereabouts, Whereabouts::kWaiting);
}

TEST_F(TraceTest, AScriptThatDoesNotRunHasDeliveredNobodyKnowsWhat) {
  database_.put_in("Orders", "orders/1", "2");
  statistics_.reset();
  EXPECT_EQ(trace_of("orders/1").whereabouts, Whereabouts::kWaiting);
  EXPECT_THAT(trace_of("orders/1").summary, HasSubstr("disabled"));
}

}  // namespace
}  // namespace penstock::etl
