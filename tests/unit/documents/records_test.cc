#include "documents/records.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/assertions.h"
#include "support/golden.h"

namespace penstock::documents {
namespace {

using testing::golden;
using testing::must;

constexpr WallTime kTime{std::chrono::microseconds{1'700'000'000'123'456}};

const DocumentRecord kDocument{.etag = Etag{258},
                               .last_modified = kTime,
                               .change_vector = "A:258-xyz",
                               .collection = "Orders",
                               .id = "Orders/1-A",
                               .metadata = R"({"x":1})",
                               .derived = {},
                               .body = R"({"Total":1.10})"};

/// The same with something that hangs on it.
DocumentRecord document_with_derived() {
  auto record = kDocument;
  record.derived = R"({"@flags":"HasCounters","@counters":["likes"]})";
  return record;
}

const TombstoneRecord kTombstones{
    .id = "Orders/1-A",
    .entries = {{.collection = "Orders", .etag = Etag{258}, .deleted_at = kTime},
                {.collection = "Archive", .etag = Etag{259}, .deleted_at = kTime}}};

const CollectionRecord kCollection{.name = "Orders",
                                   .documents = 3,
                                   .tombstones = 2,
                                   .document_bytes = 1000,
                                   .tombstones_cleaned_to = Etag{7}};

TEST(RecordsTest, GoldenBytes) {
  EXPECT_EQ(to_hex(encode(kDocument)), golden("document_v1.hex"));
  EXPECT_EQ(to_hex(encode(document_with_derived())), golden("document_v2.hex"));
  EXPECT_EQ(to_hex(encode(kTombstones)), golden("tombstones_v1.hex"));
  EXPECT_EQ(to_hex(encode(kCollection)), golden("collection_v1.hex"));
  EXPECT_EQ(to_hex(encode_number(258)), golden("number_v1.hex"));
}

TEST(RecordsTest, WhatIsEncodedDecodes) {
  const std::string bytes = encode(kDocument);
  const auto document = must(decode_document(bytes)).to_document();
  EXPECT_EQ(document.id, "Orders/1-A");
  EXPECT_EQ(document.etag, Etag{258});
  EXPECT_EQ(document.last_modified, kTime);
  EXPECT_EQ(document.change_vector, "A:258-xyz");
  EXPECT_EQ(document.collection, "Orders");
  EXPECT_EQ(document.metadata, R"({"x":1})");
  EXPECT_EQ(document.derived, "");
  EXPECT_EQ(document.body, R"({"Total":1.10})");

  const std::string more = encode(document_with_derived());
  EXPECT_EQ(must(decode_document(more)).derived, document_with_derived().derived);
  EXPECT_EQ(must(decode_document(more)).body, R"({"Total":1.10})");

  const auto tombstones = must(decode_tombstones(encode(kTombstones)));
  ASSERT_EQ(tombstones.entries.size(), 2u);
  EXPECT_EQ(tombstones.id, "Orders/1-A");
  EXPECT_EQ(tombstones.entries[1].collection, "Archive");
  EXPECT_EQ(tombstones.entries[1].etag, Etag{259});
  EXPECT_EQ(tombstones.entries[1].deleted_at, kTime);

  const auto collection = must(decode_collection(encode(kCollection)));
  EXPECT_EQ(collection.name, "Orders");
  EXPECT_EQ(collection.documents, 3u);
  EXPECT_EQ(collection.tombstones, 2u);
  EXPECT_EQ(collection.document_bytes, 1000u);
  EXPECT_EQ(collection.tombstones_cleaned_to, Etag{7});

  EXPECT_EQ(must(decode_number(encode_number(UINT64_MAX))), UINT64_MAX);
}

/// Whether `decode` refuses every beginning of `bytes`, and bytes of another version.
template <typename Decode>
void expect_only_whole(std::string bytes, std::size_t shortest, Decode decode) {
  for (std::size_t length = 0; length < shortest; ++length) {
    const auto decoded = decode(std::string_view(bytes).substr(0, length));
    ASSERT_FALSE(decoded.has_value()) << length;
    EXPECT_EQ(decoded.error().code, ErrorCode::kCorruption);
  }
  bytes[0] = 3;
  EXPECT_FALSE(decode(std::string_view(bytes)).has_value());
}

TEST(RecordsTest, PartOfARecordIsCorruption) {
  const std::string document = encode(kDocument);
  expect_only_whole(document, document.size() - kDocument.body.size() + 2,
                    [](std::string_view bytes) { return decode_document(bytes); });
  const std::string with_derived = encode(document_with_derived());
  expect_only_whole(with_derived, with_derived.size() - kDocument.body.size() + 2,
                    [](std::string_view bytes) { return decode_document(bytes); });
  TombstoneRecord one = kTombstones;
  one.entries.resize(1);
  const std::string tombstone = encode(one);
  expect_only_whole(tombstone, tombstone.size(),
                    [](std::string_view bytes) { return decode_tombstones(bytes); });
  const std::string collection = encode(kCollection);
  expect_only_whole(collection, collection.size(),
                    [](std::string_view bytes) { return decode_collection(bytes); });
  const std::string number = encode_number(1);
  expect_only_whole(number, number.size(),
                    [](std::string_view bytes) { return decode_number(bytes); });
}

}  // namespace
}  // namespace penstock::documents
