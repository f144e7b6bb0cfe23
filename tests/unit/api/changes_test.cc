#include <condition_variable>
#include <deque>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "http/web_socket.h"
#include "support/eventually.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using testing::eventually;
using ::testing::HasSubstr;
using testing::must;

/// The client's end of a conversation, in memory. Takes as many bytes as it has room for.
class Ear final : public http::WebSocket {
 public:
  bool send(std::string message) override {
    return state_.with([&](State& state) {
      if (state.room < message.size()) return false;
      state.room -= message.size();
      const auto messages = must(parse_json(message));
      for (const auto& one : messages.as_array()) {
        state.heard.push_back(one.as_object());
      }
      return true;
    });
  }
  void close(http::WebSocketEnd end, std::string_view /*reason*/) override {
    state_.with([&](State& state) { state.end = end; });
  }

  /// The messages so far, once there are `count` or more.
  std::vector<boost::json::object> wait_for(std::size_t count) {
    eventually([&] { return heard().size() >= count; });
    return heard();
  }
  std::vector<boost::json::object> heard() {
    return state_.with([](const State& state) { return state.heard; });
  }
  std::optional<http::WebSocketEnd> end() {
    return state_.with([](const State& state) { return state.end; });
  }
  void set_room(std::size_t bytes) {
    state_.with([&](State& state) { state.room = bytes; });
  }

 private:
  struct State {
    std::vector<boost::json::object> heard;
    std::optional<http::WebSocketEnd> end;
    std::size_t room = std::size_t{1} << 20;
  };
  Guarded<State> state_;
};

class ChangesTest : public ApiTest {
 protected:
  ChangesTest() {
    handler_of_client_ = send("GET", "/databases/shop/changes").web_socket;
    handler_of_client_->on_open(ear_);
  }
  ~ChangesTest() override { handler_of_client_->on_closed(); }

  void say(const std::string& command, const std::string& parameters = "") {
    handler_of_client_->on_text(
        fmt::format(R"({{"CommandId":{},"Command":"{}"{}}})", ++command_, command, parameters));
  }

  std::shared_ptr<Ear> ear_ = std::make_shared<Ear>();
  std::shared_ptr<http::WebSocketHandler> handler_of_client_;
  int command_ = 0;
};

TEST_F(ChangesTest, ConfirmsEachCommand) {
  say("watch-docs");
  say("unwatch-docs");
  const auto heard = ear_->wait_for(2);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(boost::json::serialize(heard[0]), R"({"Type":"Confirm","CommandId":1})");
  EXPECT_EQ(boost::json::serialize(heard[1]), R"({"Type":"Confirm","CommandId":2})");
}

TEST_F(ChangesTest, TellsOfDocumentsWrittenAndDeleted) {
  say("watch-docs");
  const auto written = put("users/1", R"({"@metadata":{"@collection":"Users"}})");
  send("DELETE", "/databases/shop/docs?id=users%2F1");
  const auto heard = ear_->wait_for(3);
  ASSERT_EQ(heard.size(), 3u);
  EXPECT_EQ(heard[1].at("Type").as_string(), "DocumentChange");
  const auto& value = heard[1].at("Value");
  EXPECT_EQ(value.at("Type").as_string(), "Put");
  EXPECT_EQ(value.at("Id").as_string(), "users/1");
  EXPECT_EQ(value.at("CollectionName").as_string(), "Users");
  EXPECT_EQ(value.at("ChangeVector").as_string(), text(written, "ChangeVector"));
  EXPECT_EQ(heard[2].at("Value").at("Type").as_string(), "Delete");
}

TEST_F(ChangesTest, TellsNothingOfATransactionThatFailed) {
  say("watch-docs");
  const auto refused = send("POST", "/databases/shop/bulk_docs",
                            R"({"Commands":[{"Type":"PUT","Id":"users/1","Document":{}},
                                {"Type":"DELETE","Id":"users/2","ChangeVector":"A:9-x"}]})");
  ASSERT_EQ(refused.status, 409);
  put("users/3", "{}");
  const auto heard = ear_->wait_for(2);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[1].at("Value").at("Id").as_string(), "users/3");
}

TEST_F(ChangesTest, TellsOnlyOfWhatIsWatched) {
  say("watch-doc", R"(,"Param":"users/2")");
  put("users/1", "{}");
  put("users/2", "{}");
  const auto heard = ear_->wait_for(2);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[1].at("Value").at("Id").as_string(), "users/2");
}

TEST_F(ChangesTest, TellsOfCounters) {
  put("users/1", R"({"@metadata":{"@collection":"Users"}})");
  say("watch-counters");
  const auto count = [&](const std::string& operation) {
    send("POST", "/databases/shop/bulk_docs",
         fmt::format(R"({{"Commands":[{{"Type":"Counters","Id":"users/1","Counters":{{
             "DocumentId":"users/1","Operations":[{}]}}}}]}})",
                     operation));
  };
  count(R"({"Type":"Increment","CounterName":"likes","Delta":5})");
  count(R"({"Type":"Increment","CounterName":"Likes","Delta":2})");
  count(R"({"Type":"Delete","CounterName":"likes"})");
  const auto heard = ear_->wait_for(4);
  ASSERT_EQ(heard.size(), 4u);
  EXPECT_EQ(heard[1].at("Value").at("Type").as_string(), "Put");
  EXPECT_EQ(heard[2].at("Type").as_string(), "CounterChange");
  EXPECT_EQ(heard[2].at("Value").at("Type").as_string(), "Increment");
  EXPECT_EQ(heard[2].at("Value").at("Name").as_string(), "likes");
  EXPECT_EQ(heard[2].at("Value").at("Value").as_int64(), 7);
  EXPECT_EQ(heard[2].at("Value").at("DocumentId").as_string(), "users/1");
  EXPECT_EQ(heard[3].at("Value").at("Type").as_string(), "Delete");
}

TEST_F(ChangesTest, TellsOfTimeSeries) {
  put("users/1", R"({"@metadata":{"@collection":"Users"}})");
  say("watch-document-timeseries", R"(,"Params":["users/1","pulse"])");
  send("POST", "/databases/shop/bulk_docs",
       R"({"Commands":[{"Type":"TimeSeries","Id":"users/1","TimeSeries":{"Name":"Pulse","Appends":[
           {"Timestamp":"2024-01-01T10:00:00.0000000Z","Values":[72]},
           {"Timestamp":"2024-01-01T11:00:00.0000000Z","Values":[73]}]}}]})");
  send("DELETE", "/databases/shop/docs?id=users%2F1");
  const auto heard = ear_->wait_for(3);
  ASSERT_EQ(heard.size(), 3u);
  EXPECT_EQ(heard[1].at("Type").as_string(), "TimeSeriesChange");
  const auto& value = heard[1].at("Value");
  EXPECT_EQ(value.at("Type").as_string(), "Put");
  EXPECT_EQ(value.at("Name").as_string(), "Pulse");
  EXPECT_EQ(value.at("From").as_string(), "2024-01-01T10:00:00.0000000Z");
  EXPECT_EQ(value.at("To").as_string(), "2024-01-01T11:00:00.0000000Z");
  EXPECT_EQ(heard[2].at("Value").at("Type").as_string(), "Delete");
}

TEST_F(ChangesTest, TellsHowOperationsGetOn) {
  say("watch-operation", R"(,"Param":"7")");
  const auto operations = services_.operations.of(*must(databases_->find("shop")));
  must(operations->begin(6, {})).finish(boost::json::value());
  auto running = must(operations->begin(7, {}));
  running.report({{"Processed", 1}});
  running.finish(boost::json::value());
  const auto heard = ear_->wait_for(3);
  ASSERT_EQ(heard.size(), 3u);
  EXPECT_EQ(heard[1].at("Type").as_string(), "OperationStatusChange");
  EXPECT_EQ(heard[1].at("Value").at("OperationId").as_int64(), 7);
  EXPECT_EQ(heard[1].at("Value").at("State").at("Status").as_string(), "InProgress");
  EXPECT_EQ(heard[2].at("Value").at("State").at("Status").as_string(), "Completed");
}

TEST_F(ChangesTest, TellsACacheThatItIsOutOfDate) {
  say("watch-aggressive-caching");
  put("users/1", "{}");
  EXPECT_EQ(boost::json::serialize(ear_->wait_for(2).at(1)), R"({"Type":"AggressiveCacheChange"})");
}

TEST_F(ChangesTest, AnswersNonsenseWithAnError) {
  handler_of_client_->on_text("nonsense");
  say("watch-everything");
  const auto heard = ear_->wait_for(2);
  ASSERT_EQ(heard.size(), 2u);
  EXPECT_EQ(heard[0].at("Type").as_string(), "Error");
  EXPECT_THAT(std::string(heard[1].at("Exception").as_string()), HasSubstr("watch-everything"));
}

TEST_F(ChangesTest, DisconnectsAClientThatReadsTooSlowly) {
  say("watch-docs");
  ear_->set_room(100);
  put("users/1", "{}");
  ASSERT_TRUE(eventually([&] { return ear_->end().has_value(); }));
  EXPECT_EQ(ear_->end(), http::WebSocketEnd::kTryLater);
}

TEST_F(ChangesTest, EndsWithItsDatabase) {
  send("DELETE", "/admin/databases", R"({"DatabaseNames":["shop"],"HardDelete":true})");
  EXPECT_EQ(ear_->end(), http::WebSocketEnd::kGoingAway);
}

TEST_F(ChangesTest, SaysThatTheDatabaseIsMissing) {
  const auto response = send("GET", "/databases/nodb/changes");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.web_socket, nullptr);
}

}  // namespace
}  // namespace penstock::api
