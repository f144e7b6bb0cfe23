#include "documents/database.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "kv/memory/memory_engine.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using testing::TemporaryDatabase;

TEST(DatabaseTest, WhatWasPutIsRead) {
  TemporaryDatabase database;

  const auto put =
      database.put("Orders/1-A", R"({"Total":1.10,"@metadata":{"@collection":"Orders","x":1}})");
  const auto read = database.get("orders/1-a");

  EXPECT_EQ(put.id, "Orders/1-A");
  EXPECT_EQ(put.etag, Etag{1});
  EXPECT_EQ(put.change_vector, "A:1-ABEiM0RVZneImaq7zN3u/w");
  EXPECT_EQ(put.last_modified, database.clock().now());
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->id, "Orders/1-A");
  EXPECT_EQ(read->etag, Etag{1});
  EXPECT_EQ(read->change_vector, put.change_vector);
  EXPECT_EQ(read->collection, "Orders");
  EXPECT_EQ(read->last_modified, put.last_modified);
  EXPECT_EQ(read->metadata, R"({"x":1})");
  EXPECT_EQ(read->body, R"({"Total":1.10})");
}

TEST(DatabaseTest, DocumentsAndEtagsSurviveReopening) {
  TemporaryDatabase database;
  database.put_in("Orders", "orders/1-A");

  database.close();
  database.open();

  EXPECT_TRUE(database.get("orders/1-A").has_value());
  EXPECT_EQ(database.put_in("Orders", "orders/2-A").etag, Etag{2});
}

TEST(DatabaseTest, ExpectedVersionsAreCompared) {
  TemporaryDatabase database;
  const auto first = database.put("a", "{}");

  EXPECT_OK(database.try_put("b", "{}", ""));
  EXPECT_OK(database.try_put("A", "{}", first.change_vector));
  const auto stale = database.try_put("a", "{}", first.change_vector);
  const auto present = database.try_put("a", "{}", "");
  const auto absent = database.try_put("c", "{}", first.change_vector);

  ASSERT_FALSE(stale.has_value());
  EXPECT_EQ(stale.error().code, ErrorCode::kConflict);
  EXPECT_EQ(
      stale.error().message,
      "Document a has change vector A:3-ABEiM0RVZneImaq7zN3u/w, expected " + first.change_vector);
  ASSERT_FALSE(present.has_value());
  EXPECT_THAT(present.error().message, HasSubstr("expected that it does not exist"));
  ASSERT_FALSE(absent.has_value());
  EXPECT_THAT(absent.error().message, HasSubstr("Document c does not exist, expected A:1-"));
  EXPECT_EQ(must(database->statistics()).last_etag, Etag{3});
}

TEST(DatabaseTest, RemovalsCompareExpectedVersionsToo) {
  TemporaryDatabase database;
  const auto put = database.put("a", "{}");

  EXPECT_EQ(database.try_remove("a", "A:9-x").error().code, ErrorCode::kConflict);
  EXPECT_EQ(database.try_remove("b", "A:9-x").error().code, ErrorCode::kConflict);
  const auto removed = database.try_remove("A", put.change_vector);
  const auto again = database.try_remove("a");

  ASSERT_OK(removed);
  EXPECT_TRUE(removed->deleted);
  EXPECT_EQ(removed->change_vector, "A:2-ABEiM0RVZneImaq7zN3u/w");
  ASSERT_OK(again);
  EXPECT_FALSE(again->deleted);
  EXPECT_EQ(again->change_vector, "");
  EXPECT_FALSE(database.get("a").has_value());
}

TEST(DatabaseTest, PutCannotChangeTheCollection) {
  TemporaryDatabase database;
  database.put_in("Orders", "x");

  const auto moved = database.try_put("x", R"({"@metadata":{"@collection":"Users"}})");

  ASSERT_FALSE(moved.has_value());
  EXPECT_EQ(moved.error().code, ErrorCode::kInvalidArgument);
  EXPECT_OK(database.try_put("x", R"({"@metadata":{"@collection":"ORDERS"}})"));
}

TEST(DatabaseTest, PrefixRemovesOnlyWhatStartsWithIt) {
  TemporaryDatabase database;
  for (const char* id : {"a", "Users/1", "users/2", "users/3", "usersx", "v"})
    database.put(id, "{}");
  std::size_t removed = 0;
  std::size_t rest = 0;

  ASSERT_OK(database->write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(context.put("users/4", {"{}", "{}", "@empty"}, {}));
    removed = TRY(context.remove_prefix("users/", 2));
    rest = TRY(context.remove_prefix("USERS/", 100));
    return {};
  }));

  EXPECT_EQ(removed, 2u);
  EXPECT_EQ(rest, 2u);
  const auto left = must(must(database->snapshot()).by_prefix("", "", {}));
  std::vector<std::string> ids;
  ids.reserve(left.size());
  for (const auto& document : left) ids.push_back(document.id);
  EXPECT_THAT(ids, ElementsAre("a", "usersx", "v"));
}

TEST(DatabaseTest, PrefixReadsInPages) {
  TemporaryDatabase database;
  for (const char* id : {"a", "B/1", "b/2", "b/3", "c"}) database.put(id, "{}");
  const auto snapshot = must(database->snapshot());

  const auto first = must(snapshot.by_prefix("b/", "", {.changes_max = 2}));
  const auto second = must(snapshot.by_prefix("b/", first.back().id, {.changes_max = 2}));

  ASSERT_EQ(first.size(), 2u);
  EXPECT_EQ(first.front().id, "B/1");
  ASSERT_EQ(second.size(), 1u);
  EXPECT_EQ(second.front().id, "b/3");
}

TEST(DatabaseTest, CollectionReadsInEtagOrder) {
  TemporaryDatabase database;
  database.put_in("Orders", "o/2");
  database.put_in("Users", "u/1");
  database.put_in("orders", "o/1");
  database.put_in("Orders", "o/2");
  const auto snapshot = must(database->snapshot());

  const auto orders = must(snapshot.by_collection("ORDERS", Etag{0}, {}));
  const auto later = must(snapshot.by_collection("Orders", Etag{3}, {}));
  const auto all = must(snapshot.by_collection("", Etag{0}, {}));

  ASSERT_EQ(orders.size(), 2u);
  EXPECT_EQ(orders[0].id, "o/1");
  EXPECT_EQ(orders[1].id, "o/2");
  ASSERT_EQ(later.size(), 1u);
  EXPECT_EQ(all.size(), 3u);
}

TEST(DatabaseTest, SeveralAreReadInTheOrderAskedFor) {
  TemporaryDatabase database;
  database.put("a", R"({"n":1})");
  database.put("b", R"({"n":2})");

  const auto found = must(must(database->snapshot()).get_many({"B", "x", "a"}));

  ASSERT_EQ(found.size(), 3u);
  EXPECT_EQ(found[0]->body, R"({"n":2})");
  EXPECT_FALSE(found[1].has_value());
  EXPECT_EQ(found[2]->id, "a");
}

TEST(DatabaseTest, SnapshotDoesNotSeeLaterWrites) {
  TemporaryDatabase database;
  database.put("a", R"({"n":1})");
  const auto snapshot = must(database->snapshot());

  database.put("a", R"({"n":2})");

  EXPECT_EQ(must(snapshot.get("a"))->body, R"({"n":1})");
  EXPECT_EQ(must(snapshot.last_etag()), Etag{1});
}

TEST(DatabaseTest, StatisticsCountWhatIsThere) {
  TemporaryDatabase database;
  database.put_in("Users", "u/1");
  database.put_in("Orders", "o/1");
  database.put_in("ORDERS", "o/2");
  database.put_in("Orders", "o/1", "12345");
  database.remove("o/2");

  const auto statistics = must(database->statistics());

  EXPECT_EQ(statistics.documents, 2u);
  EXPECT_EQ(statistics.tombstones, 1u);
  EXPECT_EQ(statistics.last_etag, Etag{5});
  EXPECT_EQ(statistics.change_vector, "A:5-ABEiM0RVZneImaq7zN3u/w");
  ASSERT_EQ(statistics.collections.size(), 2u);
  EXPECT_EQ(statistics.collections[0].name, "Orders");
  EXPECT_EQ(statistics.collections[0].documents, 1u);
  EXPECT_EQ(statistics.collections[0].tombstones, 1u);
  EXPECT_EQ(statistics.collections[0].document_bytes, std::string(R"({"n":12345}{})").size());
  EXPECT_EQ(statistics.collections[1].name, "Users");
}

TEST(DatabaseTest, EmptyDatabaseHasNoChangeVector) {
  TemporaryDatabase database;
  const auto statistics = must(database->statistics());
  EXPECT_EQ(statistics.change_vector, "");
  EXPECT_THAT(statistics.collections, IsEmpty());
}

TEST(DatabaseTest, ItemsAreKeptApartFromDocuments) {
  TemporaryDatabase database;
  std::vector<std::pair<std::string, std::string>> seen;

  ASSERT_OK(database->write_and_wait([&](WriteContext& context) -> Result<void> {
    context.put_item("errors/1", "one");
    context.put_item("errors/2", "two");
    context.put_item("other", "three");
    context.erase_item("errors/1");
    seen = TRY(context.items("errors/", 10));
    return {};
  }));

  const auto snapshot = must(database->snapshot());
  EXPECT_THAT(seen, ElementsAre(std::pair("errors/2", "two")));
  EXPECT_EQ(must(snapshot.items("errors/", 10)), seen);
  EXPECT_EQ(must(snapshot.items("", 1)).size(), 1u);
  EXPECT_EQ(must(snapshot.get_item("other")), "three");
  EXPECT_FALSE(must(snapshot.get_item("errors/1")).has_value());
  EXPECT_EQ(must(snapshot.last_etag()), Etag{0});
  EXPECT_THAT(database.changes(Etag{0}), IsEmpty());
}

TEST(DatabaseTest, ListenersHearOfTheCollectionsThatChanged) {
  TemporaryDatabase database;
  std::vector<ChangeNotice> notices;
  auto subscription =
      database->subscribe([&](const ChangeNotice& notice) { notices.push_back(notice); });

  database.put_in("Orders", "o/1");
  ASSERT_OK(database->write_and_wait([](WriteContext& context) -> Result<void> {
    context.put_item("x", "y");
    return {};
  }));
  database->close();  // The notice follows the answer.

  ASSERT_EQ(notices.size(), 1u);
  EXPECT_EQ(notices[0].last_etag, Etag{1});
  EXPECT_THAT(notices[0].collections, ElementsAre("orders"));
}

TEST(DatabaseTest, EndedSubscriptionHearsNothing) {
  TemporaryDatabase database;
  std::size_t heard = 0;
  auto subscription = database->subscribe([&](const ChangeNotice&) { ++heard; });

  subscription.reset();
  database.put("a", "{}");
  database->close();

  EXPECT_EQ(heard, 0u);
}

TEST(DatabaseTest, ClosedDatabaseRefusesWritesAndStillReads) {
  TemporaryDatabase database;
  database.put("a", "{}");

  database->close();

  EXPECT_EQ(database.try_put("b", "{}").error().code, ErrorCode::kUnavailable);
  EXPECT_TRUE(database.get("a").has_value());
}

TEST(DatabaseTest, WithoutAThreadOfItsOwnTheCallerCommits) {
  ManualClock clock;
  const auto database = must(Database::open(std::make_unique<kv::memory::MemoryEngine>(),
                                            {"test", "00112233-4455-6677-8899-aabbccddeeff", "A"},
                                            clock, Database::Writer::kCaller));
  const DocumentContent content{.body = "{}", .metadata = "{}", .collection = "Orders"};
  int answers = 0;
  const auto put = [&](const std::string& id) {
    database->write(
        [id, &content](WriteContext& context) -> Result<void> {
          TRY(context.put(id, content, {}));
          return {};
        },
        [&](const Result<void>& result) { answers += result ? 1 : 0; });
  };

  put("a");
  put("b");
  EXPECT_EQ(answers, 0);
  EXPECT_TRUE(database->commit_waiting());
  EXPECT_EQ(answers, 2);
  EXPECT_FALSE(database->commit_waiting());

  put("c");
  EXPECT_OK(database->write_and_wait([](WriteContext&) { return Result<void>(); }));
  EXPECT_EQ(answers, 3) << "those that wait are committed with it";
  put("d");
  database->close();
  EXPECT_EQ(answers, 4);
}

TEST(DatabaseTest, IdentityThatIsNoneIsRefused) {
  ManualClock clock;
  const auto open = [&](Database::Identity identity) {
    return Database::open(std::make_unique<kv::memory::MemoryEngine>(), std::move(identity), clock);
  };
  const std::string guid = "00112233-4455-6677-8899-aabbccddeeff";
  EXPECT_EQ(open({"x", "not a guid", "A"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_EQ(open({"x", guid, "a-b"}).error().code, ErrorCode::kInvalidArgument);
  EXPECT_OK(open({"x", guid, "BERN"}));
}

}  // namespace
}  // namespace penstock::documents
