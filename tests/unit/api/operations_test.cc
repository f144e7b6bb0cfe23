#include "api/operations/operations.h"

#include <future>
#include <vector>

#include <fmt/format.h>

#include "support/eventually.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

constexpr std::string_view kDatabase = "/databases/shop";

class OperationsTest : public ApiTest {
 protected:
  OperationsTest() : operations_(services_.operations.of(*must(databases_->find("shop")))) {}

  RunningOperation begin(std::int64_t id) {
    return must(operations_->begin(id, {.type = "Test", .message = "goes on"}));
  }
  http::Response state(std::int64_t id) {
    return send("GET", fmt::format("{}/operations/state?id={}&nodeTag=A", kDatabase, id));
  }
  OperationStatus status(std::int64_t id) { return operations_->state(id)->status; }

  std::shared_ptr<Operations> operations_;
};

TEST_F(OperationsTest, NumbersOperationsForClientsThatWillBeginThem) {
  const auto first = json(send("GET", "/databases/shop/operations/next-operation-id"));
  const auto second = json(send("GET", "/databases/shop/operations/next-operation-id"));
  EXPECT_EQ(first.at("Id").as_int64(), 1);
  EXPECT_EQ(first.at("NodeTag").as_string(), "A");
  EXPECT_EQ(second.at("Id").as_int64(), 2);
}

TEST_F(OperationsTest, PassesOverANumberThatAClientTookWithoutAsking) {
  const auto running = begin(1);
  EXPECT_EQ(operations_->next_id(), 2);
}

TEST_F(OperationsTest, TellsHowAnOperationGetsOn) {
  auto running = begin(7);
  EXPECT_EQ(state(7).body, R"({"Status":"InProgress","Progress":null,"Result":null})");
  running.report({{"Processed", 5}});
  EXPECT_EQ(state(7).body, R"({"Status":"InProgress","Progress":{"Processed":5},"Result":null})");
  running.finish(boost::json::value{{"Total", 9}});
  EXPECT_EQ(state(7).body,
            R"({"Status":"Completed","Progress":{"Processed":5},"Result":{"Total":9}})");
}

TEST_F(OperationsTest, TellsWhyAnOperationFailedInTheWayClientsKnow) {
  begin(7).finish(Error{ErrorCode::kConflict, "changed meanwhile"});
  const auto told = json(state(7));
  EXPECT_EQ(told.at("Status").as_string(), "Faulted");
  EXPECT_EQ(told.at("Result").at("Type").as_string(),
            "Raven.Client.Exceptions.ConcurrencyException");
  EXPECT_EQ(told.at("Result").at("Message").as_string(), "changed meanwhile");
  EXPECT_EQ(told.at("Result").at("StatusCode").as_int64(), 409);
}

TEST_F(OperationsTest, CallsAnOperationThatWasGivenUpAFailedOne) {
  { const auto running = begin(7); }
  EXPECT_EQ(status(7), OperationStatus::kFaulted);
}

TEST_F(OperationsTest, CancelsAnOperationThatStopsWhenAsked) {
  auto running = begin(7);
  EXPECT_EQ(send("POST", "/databases/shop/operations/kill?id=7").status, 204);
  EXPECT_TRUE(running.stop().stop_requested());
  EXPECT_EQ(status(7), OperationStatus::kInProgress);
  running.finish(Error{ErrorCode::kCancelled, "stopped"});
  EXPECT_EQ(status(7), OperationStatus::kCanceled);
}

TEST_F(OperationsTest, CompletesAnOperationThatWasAskedToStopTooLate) {
  auto running = begin(7);
  operations_->kill(7);
  running.finish(boost::json::value(1));
  EXPECT_EQ(status(7), OperationStatus::kCompleted);
}

TEST_F(OperationsTest, AnswersForOperationsThatItDoesNotKnow) {
  EXPECT_EQ(state(5).status, 404);
  EXPECT_EQ(send("POST", "/databases/shop/operations/kill?id=5").status, 404);
  EXPECT_EQ(send("GET", "/operations/state?id=5").status, 404);
  EXPECT_EQ(send("POST", "/admin/operations/kill?id=5").status, 404);
}

TEST_F(OperationsTest, RefusesIdsThatAreNone) {
  for (const auto* query : {"", "?id=", "?id=x", "?id=-1", "?id=99999999999999999999"}) {
    EXPECT_EQ(send("GET", fmt::format("{}/operations/state{}", kDatabase, query)).status, 400)
        << query;
  }
  const auto zero = operations_->begin(0, {});
  ASSERT_FALSE(zero);
  EXPECT_EQ(zero.error().code, ErrorCode::kInvalidArgument);
}

TEST_F(OperationsTest, RefusesAnIdThatIsInUse) {
  const auto running = begin(7);
  const auto again = operations_->begin(7, {});
  ASSERT_FALSE(again);
  EXPECT_EQ(again.error().code, ErrorCode::kConflict);
}

TEST_F(OperationsTest, RunsOnlySoManyAtOnce) {
  std::vector<RunningOperation> running;
  for (std::size_t i = 0; i < Operations::kRunningMax; ++i) {
    running.push_back(begin(operations_->next_id()));
  }
  EXPECT_EQ(operations_->begin(operations_->next_id(), {}).error().code, ErrorCode::kUnavailable);
  running.clear();
  EXPECT_OK(operations_->begin(operations_->next_id(), {}));
}

TEST_F(OperationsTest, ForgetsTheOldestOfThoseThatEnded) {
  const auto running = begin(operations_->next_id());
  for (std::size_t i = 0; i <= Operations::kEndedMax; ++i) {
    begin(operations_->next_id()).finish(boost::json::value());
  }
  EXPECT_EQ(operations_->list().size(), Operations::kEndedMax + 1);
  EXPECT_EQ(status(1), OperationStatus::kInProgress);
  EXPECT_FALSE(operations_->state(2).has_value());
}

TEST_F(OperationsTest, ListsThemForPeople) {
  auto running = begin(3);
  begin(4).finish(boost::json::value());
  const auto all = json(send("GET", "/databases/shop/operations")).at("Results").as_array();
  ASSERT_EQ(all.size(), 2u);
  EXPECT_EQ(all[0].at("Description").at("TaskType").as_string(), "Test");
  EXPECT_TRUE(all[0].at("Killable").as_bool());
  EXPECT_FALSE(all[1].at("Killable").as_bool());
}

TEST_F(OperationsTest, TellsListenersOfEveryState) {
  std::vector<OperationStatus> heard;
  const auto subscription = operations_->subscribe(
      [&](const OperationNotice& notice) { heard.push_back(notice.state.status); });
  auto running = begin(3);
  running.report(1);
  running.finish(boost::json::value());
  EXPECT_THAT(heard,
              ::testing::ElementsAre(OperationStatus::kInProgress, OperationStatus::kCompleted));
}

TEST_F(OperationsTest, RunsATaskBehindTheCallersBack) {
  const auto id =
      must(services_.operations.start(operations_, std::nullopt, {.type = "Test", .message = ""},
                                      [](RunningOperation& running) -> Result<boost::json::value> {
                                        running.report("half");
                                        return boost::json::value("done");
                                      }));
  EXPECT_TRUE(testing::eventually([&] { return status(id) == OperationStatus::kCompleted; }));
  EXPECT_EQ(operations_->state(id)->result.as_string(), "done");
}

TEST_F(OperationsTest, StopsWhatRunsWhenItsDatabaseIsDeleted) {
  auto running = begin(3);
  ASSERT_EQ(
      send("DELETE", "/admin/databases", R"({"DatabaseNames":["shop"],"HardDelete":true})").status,
      200);
  EXPECT_TRUE(running.stop().stop_requested());
  EXPECT_EQ(operations_->begin(9, {}).error().code, ErrorCode::kUnavailable);
}

TEST_F(OperationsTest, WaitsAtTheEndForWhatRuns) {
  std::promise<void> begun;
  const auto id = must(services_.operations.start(
      operations_, std::nullopt, {.type = "Test", .message = ""},
      [&](RunningOperation& running) -> Result<boost::json::value> {
        std::promise<void> stopped;
        const std::stop_callback wake(running.stop(), [&] { stopped.set_value(); });
        begun.set_value();
        stopped.get_future().wait();
        return Error{ErrorCode::kCancelled, "stopped"};
      }));
  begun.get_future().wait();
  services_.operations.stop();
  EXPECT_EQ(status(id), OperationStatus::kCanceled);
  EXPECT_EQ(services_.operations.start(operations_, std::nullopt, {}, nullptr).error().code,
            ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace penstock::api
