#include "documents/item_counts.h"

#include <map>

#include <gtest/gtest.h>

#include "documents/keys.h"
#include "documents/pending_commit.h"
#include "kv/memory/memory_engine.h"
#include "support/assertions.h"

namespace penstock::documents {
namespace {

using testing::must;

class ItemCountsTest : public ::testing::Test {
 protected:
  using Counts = std::map<std::pair<CountedItem, std::string>, std::uint64_t>;

  void add(CountedItem item, std::string_view collection, std::int64_t delta) {
    const auto snapshot = must(engine_.snapshot());
    PendingCommit pending(*snapshot, versions_, Etag{}, WallTime{});
    must(add_to_count(pending, item, collection, delta));
    must(engine_.commit(pending.take_batch(), std::nullopt));
  }
  Counts all() {
    Counts counts;
    must(visit_counts(*must(engine_.snapshot()),
                      [&](CountedItem item, std::string_view collection, std::uint64_t count) {
                        counts[{item, std::string(collection)}] = count;
                      }));
    return counts;
  }

  kv::memory::MemoryEngine engine_;
  LocalVersions versions_ = must(LocalVersions::make("A", "00112233-4455-6677-8899-aabbccddeeff"));
};

TEST_F(ItemCountsTest, EachCollectionHasItsOwn) {
  add(CountedItem::kCounters, "orders", 2);
  add(CountedItem::kCounters, "order", 1);
  add(CountedItem::kCounters, "orders", -1);
  add(CountedItem::kCounterTombstones, "", 5);
  EXPECT_EQ(all(), (Counts{{{CountedItem::kCounters, "orders"}, 1},
                           {{CountedItem::kCounters, "order"}, 1},
                           {{CountedItem::kCounterTombstones, ""}, 5}}));
}

TEST_F(ItemCountsTest, TheBytesAreTheseForever) {
  add(CountedItem::kCounterTombstones, "o", 258);
  const auto stored =
      must(must(engine_.snapshot())->get(table_key(Table::kMeta, std::string("count/\x01o"))));
  ASSERT_TRUE(stored);
  EXPECT_EQ(*stored, std::string("\x01\0\0\0\0\0\0\x01\x02", 9));
}

TEST_F(ItemCountsTest, AnUnknownKindIsCorruption) {
  kv::WriteBatch batch;
  batch.put(table_key(Table::kMeta, "count/\x7f"), std::string("\x01\0\0\0\0\0\0\0\x02", 9));
  must(engine_.commit(batch, std::nullopt));
  const auto visited = visit_counts(*must(engine_.snapshot()), [](auto, auto, auto) {});
  ASSERT_FALSE(visited);
  EXPECT_EQ(visited.error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::documents
