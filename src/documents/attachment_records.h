#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/attachment.h"
#include "documents/etag.h"

// Keys and values of the tables of attachments and their contents; attachment_records.cc has them
// as a grammar. Every decode function fails with kCorruption if the bytes are not what its encode
// function wrote.
namespace penstock::documents {

/// Bytes in one chunk of a content; the last one may be shorter.
inline constexpr std::size_t kChunkBytes = std::size_t{256} << 10;

/// Names the chunks of one content: so many bytes that no other has.
using ContentId = std::string;
inline constexpr std::size_t kContentIdBytes = 16;
ContentId new_content_id();

/// The content that a hash stands for.
struct ContentRecord {
  ContentId id;
  std::uint64_t size = 0;
  std::uint64_t references = 0;  ///< Attachments, and revisions. 0 only within a transaction.
};

std::string content_key(std::string_view hash);
std::string encode(const ContentRecord& record);
Result<ContentRecord> decode_content(std::string_view bytes);

std::uint64_t chunk_count(std::uint64_t size);
std::string chunk_key(std::string_view content_id, std::uint64_t number);

/// Chunks that belong to no content: not yet, while they arrive, or no longer.
struct LooseChunks {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  ///< Exclusive.
};

std::string staged_key(std::string_view content_id);
std::string freed_key(std::string_view content_id);
std::string encode(const LooseChunks& chunks);
Result<LooseChunks> decode_loose_chunks(std::string_view bytes);

std::string encode(const Attachment& attachment);
Result<Attachment> decode_attachment(std::string_view bytes);

std::string encode(const AttachmentTombstone& tombstone);
Result<AttachmentTombstone> decode_attachment_tombstone(std::string_view bytes);

}  // namespace penstock::documents
