// The bytes of attachments: staged, stored once, and swept.
#include <atomic>

#include "base/bytes.h"
#include "base/sha256.h"
#include "documents/attachment_records.h"
#include "documents/staged_content.h"
#include "support/golden.h"
#include "unit/documents/attachment_fixture.h"

namespace penstock::documents {
namespace {

using testing::eventually;
using testing::golden;
using testing::must;

/// So many bytes, no two chunks alike.
std::string bytes_of(std::size_t size) {
  std::string bytes;
  bytes.reserve(size);
  for (std::size_t i = 0; i < size; ++i) bytes.push_back(static_cast<char>(i * 31 + i / 8191));
  return bytes;
}

class ContentTest : public testing::AttachmentFixture {};

TEST_F(ContentTest, StoresEverySizeAsItCame) {
  for (const auto size : {std::size_t{0}, std::size_t{1}, kChunkBytes - 1, kChunkBytes,
                          kChunkBytes + 1, 4 * kChunkBytes, 9 * kChunkBytes + 5}) {
    const auto bytes = bytes_of(size);
    put("a", bytes);
    EXPECT_TRUE(read("a") == bytes) << size;
    EXPECT_TRUE(eventually_chunks(chunk_count(size))) << size;
  }
}

TEST_F(ContentTest, HashesWhatCameInPieces) {
  const auto bytes = bytes_of(kChunkBytes * 5 + 7);
  const auto stager = database_->stage_content();
  for (std::size_t at = 0; at < bytes.size(); at += 10'000) {
    must(stager->append(std::string_view(bytes).substr(at, 10'000)));
  }
  const auto content = must(stager->finish());
  Sha256 hash;
  hash.update(bytes);
  EXPECT_EQ(content->hash(), hash.finish());
  EXPECT_EQ(content->size(), bytes.size());
}

TEST_F(ContentTest, KeepsOnlyASmallContentInMemory) {
  EXPECT_FALSE(stage(bytes_of(kChunkBytes))->id().has_value());
  EXPECT_TRUE(stage(bytes_of(kChunkBytes + 1))->id().has_value());
  EXPECT_TRUE(stage("three", 4)->id().has_value());
}

TEST_F(ContentTest, ReadsFromAnyOffset) {
  const auto bytes = bytes_of(kChunkBytes * 2 + 10);
  put("a", bytes);
  const auto view = snapshot();
  const AttachmentReader reader(view.storage());
  const auto content = must(reader.find_content(find("a")->hash)).value();
  for (const auto offset :
       {std::size_t{0}, std::size_t{5}, kChunkBytes - 1, kChunkBytes, 2 * kChunkBytes + 9}) {
    const auto piece = must(reader.read(content, offset));
    ASSERT_FALSE(piece.empty());
    EXPECT_TRUE(bytes.substr(offset).starts_with(piece)) << offset;
  }
}

TEST_F(ContentTest, IsStoredOnceForAllWhoAttachIt) {
  const auto bytes = bytes_of(kChunkBytes * 3);
  database_.put_in("Orders", "orders/2");
  put("a", bytes);
  put("b", bytes);
  put("c", bytes, "orders/2");
  EXPECT_TRUE(eventually_chunks(3));
  remove("a");
  remove("b");
  EXPECT_TRUE(read("c", "orders/2") == bytes);
  database_.remove("orders/2");
  EXPECT_TRUE(eventually_chunks(0));
}

TEST_F(ContentTest, GoesWhenItIsAttachedByNobody) {
  auto content = stage(bytes_of(kChunkBytes * 3));
  EXPECT_EQ(keys(Table::kContentChunks), 3u);
  content.reset();
  EXPECT_TRUE(eventually_chunks(0));
  EXPECT_EQ(keys(Table::kStagedContents), 0u);
}

TEST_F(ContentTest, GoesWhenItIsBrokenOffInTheMiddle) {
  auto stager = database_->stage_content();
  must(stager->append(bytes_of(kChunkBytes * 9)));
  EXPECT_EQ(keys(Table::kContentChunks), 8u);  // The rest waits in memory.
  stager.reset();
  EXPECT_TRUE(eventually_chunks(0));
}

TEST_F(ContentTest, StaysForThoseWhoReadItWhileItGoes) {
  const auto bytes = bytes_of(kChunkBytes * 2);
  put("a", bytes);
  const auto view = snapshot();
  const AttachmentReader reader(view.storage());
  const auto content = must(reader.find_content(find("a")->hash)).value();
  remove("a");
  EXPECT_TRUE(eventually_chunks(0));
  EXPECT_TRUE(must(reader.read(content, kChunkBytes)) == bytes.substr(kChunkBytes));
}

TEST_F(ContentTest, IsErasedInBoundedTransactions) {
  const auto bytes = bytes_of(1 << 20);
  std::atomic<std::size_t> largest = 0;
  auto stager = database_->stage_content();
  for (int i = 0; i < 300; ++i) must(stager->append(bytes));  // 1,200 chunks.
  database_.faults().after_commit([&](const kv::WriteBatch& batch) {
    largest = std::max(largest.load(), batch.operations().size());
  });
  stager.reset();
  EXPECT_TRUE(eventually_chunks(0));
  EXPECT_LE(largest, 1024u + 2);
}

// What a crash leaves: the marks and chunks are on disk, nobody holds them any more.
TEST_F(ContentTest, IsSweptWhenTheDatabaseIsOpenedAfterACrash) {
  put("kept", bytes_of(kChunkBytes * 2));
  auto stager = database_->stage_content();
  must(stager->append(bytes_of(kChunkBytes * 8)));
  const auto staged = stage(bytes_of(kChunkBytes * 3 + 1));
  EXPECT_EQ(keys(Table::kContentChunks), 2u + 8u + 4u);
  database_.faults().before_commit([](const auto&) -> Result<void> {
    return Error{ErrorCode::kUnavailable, "crashed"};
  });
  stager.reset();  // Cannot tidy up any more.
  database_.close();
  database_.faults().before_commit({});
  database_.open();
  EXPECT_TRUE(eventually_chunks(2));
  EXPECT_EQ(keys(Table::kStagedContents), 0u);
  EXPECT_TRUE(read("kept") == bytes_of(kChunkBytes * 2));
}

TEST_F(ContentTest, TriesAgainAfterACommitThatFailed) {
  put("a", bytes_of(kChunkBytes * 3));
  const auto content = stage(bytes_of(kChunkBytes * 2));
  database_.faults().fail_next_commits(1, {ErrorCode::kUnavailable, "disk full"});
  EXPECT_FALSE(try_put("orders/1", "b", content).has_value());
  EXPECT_EQ(read("b"), "none");
  EXPECT_OK(try_put("orders/1", "b", content));
  EXPECT_TRUE(read("b") == bytes_of(kChunkBytes * 2));
}

const ContentId kId = "0123456789abcdef";
const Attachment kAttachment{.document_id = "Orders/1",
                             .name = "Photo.png",
                             .content_type = "image/png",
                             .hash = std::string(32, 'h'),
                             .size = 300'000,
                             .etag = Etag{7},
                             .change_vector = "A:7-x"};
const AttachmentTombstone kTombstone{.id = "Orders/1",
                                     .name = "Photo.png",
                                     .etag = Etag{9},
                                     .collection = "Orders",
                                     .deleted_at = WallTime{std::chrono::microseconds{1}}};

TEST(AttachmentRecordsTest, AreStoredAsEver) {
  const std::vector<std::string> lines = {
      to_hex(chunk_key(kId, 1)),
      to_hex(content_key(kAttachment.hash)),
      to_hex(encode(ContentRecord{.id = kId, .size = 300'000, .references = 2})),
      to_hex(staged_key(kId)),
      to_hex(freed_key(kId)),
      to_hex(encode(LooseChunks{.first = 1, .end = 5})),
      to_hex(table_key(Table::kAttachments, part_name("orders/1", "photo.png"))),
      to_hex(encode(kAttachment)),
      to_hex(table_key(Table::kAttachmentTombstones, part_name("orders/1", "photo.png"))),
      to_hex(encode(kTombstone)),
      to_hex(etag_key(Table::kAttachmentTombstonesByEtag, Etag{9})),
      to_hex(collection_etag_key(Table::kAttachmentTombstonesByCollection, "orders", Etag{9}))};
  std::string text;
  for (const auto& line : lines) text += (text.empty() ? "" : "\n") + line;
  EXPECT_EQ(text, golden("attachments_v1.hex"));
  EXPECT_EQ(must(decode_attachment(encode(kAttachment))).hash, kAttachment.hash);
  EXPECT_EQ(must(decode_attachment_tombstone(encode(kTombstone))).etag, Etag{9});
}

TEST(AttachmentRecordsTest, DoNotDecodeWhenTheyAreCutLongerOrOfAnotherVersion) {
  const auto refuses_all_but = [](const std::string& whole, auto decode) {
    ASSERT_OK(decode(whole));
    for (std::size_t size = 0; size < whole.size(); ++size) {
      EXPECT_EQ(decode(whole.substr(0, size)).error().code, ErrorCode::kCorruption) << size;
    }
    EXPECT_FALSE(decode(whole + "x").has_value());
    EXPECT_FALSE(decode("\x02" + whole.substr(1)).has_value());
  };
  refuses_all_but(encode(ContentRecord{.id = "0123456789abcdef", .size = 1, .references = 1}),
                  decode_content);
  refuses_all_but(encode(LooseChunks{.first = 0, .end = 1}), decode_loose_chunks);
  refuses_all_but(encode(kAttachment), decode_attachment);
  refuses_all_but(encode(kTombstone), decode_attachment_tombstone);
}

TEST(ContentIdTest, IsNewEachTime) {
  EXPECT_EQ(new_content_id().size(), 16u);
  EXPECT_NE(new_content_id(), new_content_id());
}

}  // namespace
}  // namespace penstock::documents
