#include "documents/counter_records.h"

#include <limits>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "documents/keys.h"
#include "support/assertions.h"
#include "support/golden.h"

namespace penstock::documents {
namespace {

using testing::golden;
using testing::must;

const CounterRecord kLikes{.deleted = false,
                           .etag = Etag{258},
                           .last_modified = WallTime{std::chrono::microseconds{1'000'001}},
                           .collection = "Orders",
                           .id = "Orders/1-A",
                           .name = "Likes",
                           .value = -2};

CounterRecord deleted() {
  auto record = kLikes;
  record.deleted = true;
  record.value = 0;
  return record;
}

TEST(CounterRecordsTest, GoldenBytes) {
  EXPECT_EQ(to_hex(encode(kLikes)), golden("counter_v1.hex"));
  EXPECT_EQ(to_hex(encode(deleted())), golden("counter_deleted_v1.hex"));
  EXPECT_EQ(to_hex(counter_key("orders/1-a", "likes")),
            "60" + to_hex("orders/1-a") + "00" + to_hex("likes"));
  EXPECT_EQ(to_hex(etag_key(Table::kCountersByEtag, Etag{1})), "610000000000000001");
  EXPECT_EQ(to_hex(collection_etag_key(Table::kCountersByCollection, "o", Etag{1})),
            "626f000000000000000001");
  EXPECT_EQ(to_hex(etag_key(Table::kCounterTombstonesByEtag, Etag{1})), "630000000000000001");
  EXPECT_EQ(to_hex(collection_etag_key(Table::kCounterTombstonesByCollection, "o", Etag{1})),
            "646f000000000000000001");
}

TEST(CounterRecordsTest, WhatIsEncodedDecodes) {
  const auto bytes = encode(kLikes);
  const auto counter = must(decode_counter(bytes)).to_counter();
  EXPECT_EQ(counter.id, "Orders/1-A");
  EXPECT_EQ(counter.name, "Likes");
  EXPECT_EQ(counter.etag, Etag{258});
  EXPECT_EQ(counter.collection, "Orders");
  EXPECT_EQ(counter.last_modified, kLikes.last_modified);
  EXPECT_EQ(counter.value, -2);

  auto least = kLikes;
  least.value = std::numeric_limits<std::int64_t>::min();
  const auto bytes_of_least = encode(least);
  EXPECT_EQ(must(decode_counter(bytes_of_least)).value, least.value);
  const auto bytes_of_deleted = encode(deleted());
  EXPECT_TRUE(must(decode_counter(bytes_of_deleted)).deleted);
}

TEST(CounterRecordsTest, AnythingElseIsCorruption) {
  const auto bytes = encode(kLikes);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(decode_counter(std::string_view(bytes).substr(0, length))) << length;
  }
  EXPECT_FALSE(decode_counter(bytes + "x"));
  for (const std::size_t at : {0, 1}) {
    auto other = bytes;
    other[at] = 9;
    EXPECT_FALSE(decode_counter(other)) << at;
  }
  EXPECT_EQ(decode_counter_change(Etag{257}, bytes).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::documents
