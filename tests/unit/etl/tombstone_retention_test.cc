#include "etl/tombstone_retention.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;

documents::CollectionStatistics collection(std::string name, std::uint64_t cleaned_to) {
  documents::CollectionStatistics statistics;
  statistics.name = std::move(name);
  statistics.tombstones = 1;
  statistics.tombstones_cleaned_to = Etag{cleaned_to};
  return statistics;
}

documents::DatabaseStatistics orders_and_users() {
  documents::DatabaseStatistics statistics;
  statistics.last_etag = Etag{100};
  statistics.collections = {collection("Orders", 10), collection("Users", 20)};
  return statistics;
}

TEST(TombstoneRetentionTest, SlowestScriptOfACollectionHoldsItsTombstones) {
  const auto retention = find_retention(orders_and_users(), {{"T/fast", {"orders"}, Etag{80}},
                                                             {"T/slow", {"Orders"}, Etag{30}},
                                                             {"T/other", {"Users"}, Etag{5}}});

  ASSERT_EQ(retention.size(), 2u);
  EXPECT_EQ(retention[0].cleanable_to, Etag{30});
  EXPECT_EQ(retention[0].held_by, "T/slow");
  EXPECT_EQ(retention[1].cleanable_to, Etag{5});
  EXPECT_EQ(retention[1].held_by, "T/other");
}

TEST(TombstoneRetentionTest, ScriptOnAllDocumentsHoldsThoseOfAllCollections) {
  const auto retention = find_retention(orders_and_users(), {{"T/all", {}, Etag{40}}});

  EXPECT_EQ(retention[0].held_by, "T/all");
  EXPECT_EQ(retention[1].held_by, "T/all");
}

TEST(TombstoneRetentionTest, NobodyHoldsThoseThatNoScriptReads) {
  const auto retention = find_retention(orders_and_users(), {{"T/S", {"Orders"}, Etag{40}}});

  EXPECT_EQ(retention[1].cleanable_to, Etag{100});
  EXPECT_TRUE(retention[1].held_by.empty());
}

TEST(TombstoneRetentionTest, CleanedToIsThatOfTheCollectionsThatAScriptReads) {
  EXPECT_EQ(tombstones_cleaned_to(orders_and_users(), {"ORDERS"}), Etag{10});
  EXPECT_EQ(tombstones_cleaned_to(orders_and_users(), {}), Etag{20});
}

TEST(TombstoneRetentionTest, CleansInPartsAndLeavesWhatIsStillNeeded) {
  testing::TemporaryDatabase database;
  constexpr int kDocuments = 1500;
  for (int i = 0; i < kDocuments; ++i) {
    database.put_in("Orders", "orders/" + std::to_string(i));
    database.remove("orders/" + std::to_string(i));
  }
  TombstoneRetention retention;
  retention.collection = "orders";
  retention.cleanable_to = Etag{must(database->statistics()).last_etag.value - 1};

  EXPECT_EQ(must(clean_tombstones(*database, {retention}, {})), kDocuments - 1u);

  const auto statistics = must(database->statistics());
  EXPECT_EQ(statistics.tombstones, 1u);
  EXPECT_EQ(statistics.collections[0].tombstones_cleaned_to, Etag{statistics.last_etag.value - 2});
}

}  // namespace
}  // namespace penstock::etl
