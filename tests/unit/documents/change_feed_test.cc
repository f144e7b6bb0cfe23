#include "documents/change_feed.h"

#include <array>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using testing::TemporaryDatabase;

/// "3 put o/1": etag, what happened, id.
std::vector<std::string> told(const std::vector<Change>& changes) {
  std::vector<std::string> lines;
  lines.reserve(changes.size());
  for (const auto& change : changes) {
    lines.push_back(std::to_string(change.etag().value) +
                    (change.document() != nullptr ? " put " : " delete ") + change.id());
  }
  return lines;
}

TEST(ChangeFeedTest, DocumentWrittenTwiceAppearsOnceAtItsLastEtag) {
  TemporaryDatabase database;
  database.put_in("Orders", "o/1");
  database.put_in("Orders", "o/2");
  database.put_in("Orders", "o/1");

  EXPECT_THAT(told(database.changes(Etag{0}, {"Orders"})), ElementsAre("2 put o/2", "3 put o/1"));
}

// The reader was away while the document was removed: the delete must still reach it.
TEST(ChangeFeedTest, DeliversTombstoneOfDocumentDeletedSinceCheckpoint) {
  TemporaryDatabase database;
  const Etag checkpoint = database.put_in("Orders", "Orders/1-A").etag;
  database.remove("orders/1-a");

  const auto changes = database.changes(checkpoint, {"orders"});

  ASSERT_EQ(changes.size(), 1u);
  const Tombstone* tombstone = changes.front().tombstone();
  ASSERT_NE(tombstone, nullptr);
  EXPECT_EQ(tombstone->id, "Orders/1-A");
  EXPECT_EQ(tombstone->etag, Etag{2});
  EXPECT_EQ(tombstone->collection, "Orders");
  EXPECT_EQ(tombstone->deleted_at, database.clock().now());
}

TEST(ChangeFeedTest, CollectionsAreMergedInEtagOrder) {
  TemporaryDatabase database;
  database.put_in("Orders", "o/1");
  database.put_in("Users", "u/1");
  database.put_in("Products", "p/1");
  database.put_in("Orders", "o/2");
  database.remove("u/1");

  EXPECT_THAT(told(database.changes(Etag{0}, {"users", "ORDERS", "Users"})),
              ElementsAre("1 put o/1", "4 put o/2", "5 delete u/1"));
  EXPECT_THAT(told(database.changes(Etag{0})),
              ElementsAre("1 put o/1", "3 put p/1", "4 put o/2", "5 delete u/1"));
}

// Collections whose names begin alike share no entries.
TEST(ChangeFeedTest, OtherCollectionsDoNotShow) {
  TemporaryDatabase database;
  database.put_in("Order", "a");
  database.put_in("Orders", "b");
  EXPECT_THAT(told(database.changes(Etag{0}, {"Order"})), ElementsAre("1 put a"));
  EXPECT_THAT(database.changes(Etag{0}, {"Ord"}), IsEmpty());
}

TEST(ChangeFeedTest, ReaderThatRestartsFromItsCheckpointSeesEachItemOnce) {
  TemporaryDatabase database;
  for (int i = 0; i < 1000; ++i)
    database.put_in(i % 2 == 0 ? "Even" : "Odd", "d/" + std::to_string(i));
  std::vector<Change> all;
  Etag checkpoint;

  for (;;) {
    const auto page = database.changes(checkpoint, {}, {.changes_max = 7});
    if (page.empty()) break;
    ASSERT_LE(page.size(), 7u);
    checkpoint = page.back().etag();
    all.insert(all.end(), page.begin(), page.end());
  }

  ASSERT_EQ(all.size(), 1000u);
  for (std::size_t i = 0; i < all.size(); ++i) {
    EXPECT_EQ(all[i].etag(), Etag{i + 1});
    EXPECT_EQ(all[i].id(), "d/" + std::to_string(i));
  }
}

TEST(ChangeFeedTest, PageEndsWhereItsBytesAreReached) {
  TemporaryDatabase database;
  const std::string body = R"({"text":")" + std::string(1000, 'x') + R"("})";
  for (int i = 0; i < 100; ++i) database.put("d/" + std::to_string(i), body);

  EXPECT_EQ(database.changes(Etag{0}, {}, {.bytes_max = 10'000}).size(), 10u);
  EXPECT_EQ(database.changes(Etag{0}, {}, {.bytes_max = 50'000}).size(), 50u);
}

TEST(ChangeFeedTest, AtLeastOneChangeComesBackHoweverLarge) {
  TemporaryDatabase database;
  database.put("a", R"({"text":")" + std::string(100'000, 'x') + R"("})");
  database.put("b", "{}");

  EXPECT_THAT(told(database.changes(Etag{0}, {}, {.changes_max = 10, .bytes_max = 1})),
              ElementsAre("1 put a"));
  EXPECT_THAT(told(database.changes(Etag{0}, {}, {.changes_max = 0, .bytes_max = 0})),
              ElementsAre("1 put a"));
}

TEST(ChangeFeedTest, NothingComesAfterTheLast) {
  TemporaryDatabase database;
  database.put("a", "{}");
  EXPECT_THAT(database.changes(Etag{1}), IsEmpty());
  EXPECT_THAT(database.changes(Etag{UINT64_MAX}), IsEmpty());
}

// What hung on it did not come back: a reader must hear of the delete.
TEST(ChangeFeedTest, DocumentThatCameBackComesAfterItsLastDelete) {
  TemporaryDatabase database;
  database.put_in("Orders", "O/1");
  database.remove("o/1");
  database.put_in("Orders", "o/1");
  EXPECT_THAT(told(database.changes(Etag{0}, {"Orders"})),
              ElementsAre("2 delete O/1", "3 put O/1"));

  database.remove("o/1");
  database.put_in("Orders", "o/1");
  EXPECT_THAT(told(database.changes(Etag{0}, {"Orders"})),
              ElementsAre("4 delete O/1", "5 put O/1"));
  EXPECT_EQ(must(database->statistics()).tombstones, 1u);
}

// A reader of the old collection must hear of the delete, one of the new of the document.
TEST(ChangeFeedTest, DocumentThatMovedLeavesItsTombstoneInTheOldCollection) {
  TemporaryDatabase database;
  database.put_in("Orders", "X/1");
  database.remove("x/1");
  database.put_in("Archive", "x/1");

  EXPECT_THAT(told(database.changes(Etag{0}, {"Orders"})), ElementsAre("2 delete X/1"));
  EXPECT_THAT(told(database.changes(Etag{0}, {"Archive"})), ElementsAre("3 put X/1"));
  EXPECT_THAT(told(database.changes(Etag{0})), ElementsAre("2 delete X/1", "3 put X/1"));

  database.remove("x/1");
  EXPECT_THAT(told(database.changes(Etag{0})), ElementsAre("2 delete X/1", "4 delete X/1"));

  database.put_in("Orders", "x/1");
  EXPECT_THAT(told(database.changes(Etag{0})),
              ElementsAre("2 delete X/1", "4 delete X/1", "5 put X/1"));
  EXPECT_EQ(database.get("x/1")->id, "X/1");
}

TEST(ChangeFeedTest, CountsWhatLiesAhead) {
  TemporaryDatabase database;
  database.put_in("Orders", "o/1");
  const Etag checkpoint = database.put_in("Orders", "o/2").etag;
  database.put_in("Orders", "o/3");
  database.put_in("Users", "u/1");
  database.remove("o/1");
  const auto snapshot = must(database->snapshot());
  const ChangeFeed of_orders(snapshot.storage(), {"Orders"});
  const ChangeFeed of_all(snapshot.storage(), {});

  EXPECT_EQ(must(of_orders.count(ChangeStream::kDocuments, {.after = checkpoint}, 1'000'000)), 1u);
  EXPECT_EQ(must(of_orders.count(ChangeStream::kTombstones, {.after = checkpoint}, 1'000'000)), 1u);
  EXPECT_EQ(must(of_all.count(ChangeStream::kDocuments, {.after = checkpoint}, 1'000'000)), 2u);
  EXPECT_EQ(must(of_all.count(ChangeStream::kTombstones, {.after = checkpoint}, 1'000'000)), 1u);
}

TEST(ChangeFeedTest, CountsNoMoreThanItIsAskedTo) {
  TemporaryDatabase database;
  for (int n = 1; n <= 5; ++n) database.put_in("Orders", "o/" + std::to_string(n));
  for (int n = 1; n <= 5; ++n) database.put_in("Users", "u/" + std::to_string(n));
  const auto snapshot = must(database->snapshot());
  for (const auto& collections : std::vector<std::vector<std::string>>{{}, {"Orders", "Users"}}) {
    const ChangeFeed feed(snapshot.storage(), collections);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {.after = Etag{3}}, 100)), 7u);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {.after = Etag{3}}, 3)), 3u);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {.up_to = Etag{7}}, 100)), 7u);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {.up_to = Etag{7}}, 6)), 6u);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {.up_to = Etag{}}, 6)), 0u);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {Etag{3}, Etag{7}}, 100)), 4u);
    EXPECT_EQ(must(feed.count(ChangeStream::kDocuments, {Etag{7}, Etag{3}}, 100)), 0u);
  }
}

TEST(ChangeFeedTest, ReadsOnlyTheStreamsThatItIsAskedFor) {
  TemporaryDatabase database;
  database.put_in("Orders", "o/1");
  database.put_in("Orders", "o/2");
  database.remove("o/1");
  const auto snapshot = must(database->snapshot());
  const std::array streams = {ChangeStream::kTombstones};

  EXPECT_THAT(told(must(ChangeFeed(snapshot.storage(), {}, streams).read(Etag{}, {}))),
              ElementsAre("3 delete o/1"));
}

}  // namespace
}  // namespace penstock::documents
