#include "documents/keys.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/golden.h"

namespace penstock::documents {
namespace {

TEST(KeysTest, GoldenBytes) {
  const Etag etag{258};
  std::string lines;
  const auto add = [&](std::string_view name, const std::string& key) {
    if (!lines.empty()) lines += '\n';
    lines += std::string(name) + ' ' + to_hex(key);
  };
  add("format", format_key());
  add("last-etag", last_etag_key());
  add("documents/by-id", table_key(Table::kDocuments, "orders/1-a"));
  add("documents/by-etag", etag_key(Table::kDocumentsByEtag, etag));
  add("documents/by-collection",
      collection_etag_key(Table::kDocumentsByCollection, "orders", etag));
  add("tombstones/by-id", table_key(Table::kTombstones, "orders/1-a"));
  add("tombstones/by-etag", etag_key(Table::kTombstonesByEtag, etag));
  add("tombstones/by-collection",
      collection_etag_key(Table::kTombstonesByCollection, "orders", etag));
  add("collections", table_key(Table::kCollections, "orders"));
  add("identities", table_key(Table::kIdentities, "users/"));
  add("items", table_key(Table::kItems, "key"));
  EXPECT_EQ(lines, testing::golden("keys_v1.hex"));
}

TEST(KeysTest, RangeAfterAnEtagBeginsBehindIt) {
  const auto range = etags_after(Table::kDocumentsByEtag, Etag{5});
  EXPECT_LT(etag_key(Table::kDocumentsByEtag, Etag{5}), range.begin);
  EXPECT_LT(range.begin, etag_key(Table::kDocumentsByEtag, Etag{6}));
  EXPECT_LT(etag_key(Table::kDocumentsByEtag, Etag{UINT64_MAX}), range.end);
  EXPECT_LT(range.end, etag_key(Table::kTombstonesByEtag, Etag{0}));
}

TEST(KeysTest, RangeOfACollectionHoldsNoOther) {
  const auto range = collection_etags_after(Table::kDocumentsByCollection, "order", Etag{0});
  const auto inside = [&](std::string_view collection, Etag etag) {
    const auto key = collection_etag_key(Table::kDocumentsByCollection, collection, etag);
    return key >= range.begin && key < range.end;
  };
  EXPECT_TRUE(inside("order", Etag{1}));
  EXPECT_TRUE(inside("order", Etag{UINT64_MAX}));
  EXPECT_FALSE(inside("orders", Etag{1}));
  EXPECT_FALSE(inside("orde", Etag{1}));
}

TEST(KeysTest, NamesAndEtagsAreReadBack) {
  EXPECT_EQ(name_of_key(table_key(Table::kItems, "key")), "key");
  EXPECT_EQ(etag_of_key(etag_key(Table::kDocumentsByEtag, Etag{9})), Etag{9});
  EXPECT_EQ(etag_of_key(collection_etag_key(Table::kTombstonesByCollection, "a", Etag{9})),
            Etag{9});
  EXPECT_FALSE(etag_of_key("short").has_value());
}

}  // namespace
}  // namespace penstock::documents
