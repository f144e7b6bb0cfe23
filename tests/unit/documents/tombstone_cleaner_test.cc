#include "documents/tombstone_cleaner.h"

#include <gtest/gtest.h>

#include "documents/change_feed.h"
#include "documents/commit_tables.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::penstock::testing::must;
using ::penstock::testing::TemporaryDatabase;

class TombstoneCleanerTest : public ::testing::Test {
 protected:
  std::size_t clean(std::string_view collection, Etag up_to, std::size_t count_max = 100) {
    std::size_t cleaned = 0;
    must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      cleaned = TRY(context.tables().tombstones.clean(collection, up_to, count_max));
      return {};
    }));
    return cleaned;
  }
  Etag last_etag() { return must(database_->statistics()).last_etag; }
  std::uint64_t left(const std::string& collection) {
    const auto snapshot = must(database_->snapshot());
    return must(ChangeFeed(snapshot.storage(), {collection})
                    .count(ChangeStream::kTombstones, {}, 1'000'000));
  }
  void put_and_remove(std::string_view collection, std::string_view id) {
    database_.put_in(collection, id);
    database_.remove(id);
  }

  TemporaryDatabase database_;
};

TEST_F(TombstoneCleanerTest, RemovesTheTombstonesOfACollectionUpToAnEtag) {
  put_and_remove("Orders", "orders/1");
  const auto up_to = last_etag();
  put_and_remove("Orders", "orders/2");
  put_and_remove("Users", "users/1");

  EXPECT_EQ(clean("orders", up_to), 1u);

  EXPECT_EQ(left("Orders"), 1u);
  EXPECT_EQ(left("Users"), 1u);
  EXPECT_EQ(must(database_->statistics()).tombstones, 2u);
}

TEST_F(TombstoneCleanerTest, RemembersUpToWhereItCleaned) {
  put_and_remove("Orders", "orders/1");
  const auto cleaned_to = last_etag();
  database_.put_in("Orders", "orders/2");

  clean("Orders", last_etag());

  EXPECT_EQ(must(database_->statistics()).collections.at(0).tombstones_cleaned_to, cleaned_to);
}

TEST_F(TombstoneCleanerTest, GoesOnWhereItsBoundEndedIt) {
  for (const auto* id : {"orders/1", "orders/2", "orders/3"}) put_and_remove("Orders", id);

  EXPECT_EQ(clean("Orders", last_etag(), 2), 2u);
  EXPECT_EQ(clean("Orders", last_etag(), 2), 1u);
  EXPECT_EQ(clean("Orders", last_etag(), 2), 0u);
}

TEST_F(TombstoneCleanerTest, TombstonesOfAnIdInOtherCollectionsStay) {
  put_and_remove("Orders", "shared");
  put_and_remove("Users", "shared");

  EXPECT_EQ(clean("Orders", last_etag()), 1u);

  const auto tombstones = must(must(database_->snapshot()).tombstones("SHARED"));
  ASSERT_EQ(tombstones.size(), 1u);
  EXPECT_EQ(tombstones[0].collection, "Users");
}

TEST_F(TombstoneCleanerTest, DocumentThatCameBackIsUntouched) {
  put_and_remove("Orders", "orders/1");
  database_.put_in("Orders", "orders/1");

  EXPECT_EQ(clean("Orders", last_etag()), 1u);
  EXPECT_TRUE(must(must(database_->snapshot()).get("orders/1")).has_value());
}

}  // namespace
}  // namespace penstock::documents
