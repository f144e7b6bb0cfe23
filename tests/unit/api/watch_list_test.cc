#include "api/changes/watch_list.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::api {
namespace {

using documents::CounterChange;
using documents::DocumentChange;
using documents::ItemChange;
using documents::TimeSeriesChange;
using testing::must;

ItemChange document(const std::string& id, const std::string& collection = "Users") {
  return DocumentChange{.id = id, .collection = collection, .change_vector = "A:1"};
}
ItemChange counter(const std::string& id, const std::string& name) {
  return CounterChange{
      .document_id = id, .collection = "Users", .name = name, .value = 1, .change_vector = "A:1"};
}
ItemChange series(const std::string& id, const std::string& name) {
  return TimeSeriesChange{.document_id = id,
                          .collection = "Users",
                          .name = name,
                          .from = std::nullopt,
                          .to = std::nullopt,
                          .change_vector = "A:1"};
}

class WatchListTest : public ::testing::Test {
 protected:
  void send(const std::string& command, const std::string& parameters = "") {
    must(list_.apply(must(WatchCommand::parse(
        fmt::format(R"({{"CommandId":1,"Command":"{}"{}}})", command, parameters)))));
  }

  WatchList list_;
};

TEST_F(WatchListTest, WantsNothingAtFirst) {
  EXPECT_FALSE(list_.wants(document("users/1")));
  EXPECT_FALSE(list_.wants(counter("users/1", "likes")));
  EXPECT_FALSE(list_.wants(series("users/1", "pulse")));
  EXPECT_FALSE(list_.wants(OperationNotice{.id = 1, .state = {}}));
}

TEST_F(WatchListTest, FindsADocumentByItsIdInAnyCase) {
  send("watch-doc", R"(,"Param":"Users/1")");
  EXPECT_TRUE(list_.wants(document("users/1")));
  EXPECT_FALSE(list_.wants(document("users/11")));
}

TEST_F(WatchListTest, FindsDocumentsByPrefixCollectionAndAll) {
  send("watch-prefix", R"(,"Param":"users/")");
  EXPECT_TRUE(list_.wants(document("USERS/7")));
  EXPECT_FALSE(list_.wants(document("orders/7", "Orders")));
  send("watch-collection", R"(,"Param":"orders")");
  EXPECT_TRUE(list_.wants(document("orders/7", "Orders")));
  EXPECT_FALSE(list_.wants(document("shops/7", "Shops")));
  send("watch-docs", R"(,"Param":null)");
  EXPECT_TRUE(list_.wants(document("shops/7", "Shops")));
}

TEST_F(WatchListTest, EndsAWatch) {
  send("watch-docs");
  send("watch-doc", R"(,"Param":"users/1")");
  send("unwatch-docs");
  EXPECT_TRUE(list_.wants(document("users/1")));
  EXPECT_FALSE(list_.wants(document("users/2")));
  send("unwatch-doc", R"(,"Param":"USERS/1")");
  EXPECT_FALSE(list_.wants(document("users/1")));
}

TEST_F(WatchListTest, FindsCountersByNameDocumentAndBoth) {
  send("watch-counter", R"(,"Param":"likes")");
  EXPECT_TRUE(list_.wants(counter("users/1", "Likes")));
  send("watch-document-counters", R"(,"Param":"users/2")");
  EXPECT_TRUE(list_.wants(counter("users/2", "views")));
  send("watch-document-counter", R"(,"Params":["users/3","steps"])");
  EXPECT_TRUE(list_.wants(counter("Users/3", "Steps")));
  EXPECT_FALSE(list_.wants(counter("users/3", "views")));
  EXPECT_FALSE(list_.wants(document("users/3")));
}

TEST_F(WatchListTest, FindsTimeSeriesByNameDocumentAndBoth) {
  send("watch-timeseries", R"(,"Param":"pulse")");
  EXPECT_TRUE(list_.wants(series("users/1", "Pulse")));
  send("watch-all-document-timeseries", R"(,"Param":"users/2")");
  EXPECT_TRUE(list_.wants(series("users/2", "steps")));
  send("watch-document-timeseries", R"(,"Params":["users/3","steps"])");
  EXPECT_TRUE(list_.wants(series("users/3", "steps")));
  EXPECT_FALSE(list_.wants(series("users/3", "sleep")));
}

TEST_F(WatchListTest, FindsOperationsByNumberAsTextOrNumber) {
  send("watch-operation", R"(,"Param":"7")");
  send("watch-operation", R"(,"Param":8)");
  EXPECT_TRUE(list_.wants(OperationNotice{.id = 7, .state = {}}));
  EXPECT_TRUE(list_.wants(OperationNotice{.id = 8, .state = {}}));
  EXPECT_FALSE(list_.wants(OperationNotice{.id = 9, .state = {}}));
}

TEST_F(WatchListTest, TakesWatchesOfWhatNeverChangesHere) {
  send("watch-indexes");
  send("watch-index", R"(,"Param":"Users/ByName")");
  send("watch-topology-change", R"(,"Param":"")");
  EXPECT_FALSE(list_.wants(document("users/1")));
}

TEST_F(WatchListTest, RefusesWhatIsNoCommand) {
  for (const auto* message :
       {"", "[]", "{}", "nonsense", R"({"CommandId":"1","Command":"watch-docs"})",
        R"({"CommandId":1})", R"({"CommandId":1,"Command":7})",
        R"({"CommandId":1,"Command":"watch-doc","Param":{}})"}) {
    EXPECT_FALSE(WatchCommand::parse(message)) << message;
  }
  for (const auto* message :
       {R"({"CommandId":1,"Command":"docs"})", R"({"CommandId":1,"Command":"watch-"})",
        R"({"CommandId":1,"Command":"watch-everything"})",
        R"({"CommandId":1,"Command":"watch-doc"})",
        R"({"CommandId":1,"Command":"watch-doc","Param":""})",
        R"({"CommandId":1,"Command":"watch-document-counter","Params":["users/1"]})"}) {
    EXPECT_FALSE(list_.apply(must(WatchCommand::parse(message)))) << message;
  }
}

TEST_F(WatchListTest, HasABound) {
  for (std::size_t i = 0; i < WatchList::kWatchesMax; ++i) {
    send("watch-doc", fmt::format(R"(,"Param":"users/{}")", i));
  }
  const auto more = list_.apply({.id = 1, .name = "watch-docs", .parameters = {}});
  ASSERT_FALSE(more);
  EXPECT_EQ(more.error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace penstock::api
