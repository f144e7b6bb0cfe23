#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "base/sha256.h"
#include "documents/attachment_records.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Called when nobody holds the chunks of a content any more that lie in storage under this id.
using ChunksAbandoned = std::function<void(const ContentId&)>;

/// Bytes that have arrived and wait for a transaction that gives them to an attachment. Those that
/// no transaction has adopted are freed when the last holder lets go; after a crash, when the
/// database is opened again. Immutable.
class StagedContent {
 public:
  StagedContent(std::string hash, std::uint64_t size, std::string bytes);
  StagedContent(std::string hash, std::uint64_t size, ContentId id, ChunksAbandoned abandoned);
  ~StagedContent();
  StagedContent(const StagedContent&) = delete;
  StagedContent& operator=(const StagedContent&) = delete;

  const std::string& hash() const { return hash_; }
  std::uint64_t size() const { return size_; }

  /// Where the chunks are; nothing for a small content, which is here whole.
  const std::optional<ContentId>& id() const { return id_; }
  const std::string& bytes() const { return bytes_; }

 private:
  const std::string hash_;
  const std::uint64_t size_;
  const std::optional<ContentId> id_;
  const std::string bytes_;
  const ChunksAbandoned abandoned_;
};

/// Takes the bytes of an attachment as they arrive: hashes them and writes them to storage, so that
/// only a bounded part is in memory. Confined to one thread.
class ContentStager {
 public:
  /// What is collected before it is written, and the most of a content that stays in memory.
  static constexpr std::size_t kCollectedBytesMax = 4 * kChunkBytes;

  /// `engine` must outlive this object. A content of at most `memory_bytes_max` (and one chunk)
  /// costs no commit of its own.
  ContentStager(kv::Engine& engine, ChunksAbandoned abandoned,
                std::size_t memory_bytes_max = kChunkBytes);
  ~ContentStager();  ///< Frees what was written, unless finish() was called.
  ContentStager(const ContentStager&) = delete;
  ContentStager& operator=(const ContentStager&) = delete;

  /// Errors: those of the engine. Then there is nothing to do but let go.
  Result<void> append(std::string_view bytes);

  /// All has been appended. Call once.
  Result<std::shared_ptr<const StagedContent>> finish();

 private:
  Result<void> write_collected();

  kv::Engine& engine_;
  ChunksAbandoned abandoned_;
  const std::size_t memory_bytes_max_;
  Sha256 hash_;
  std::uint64_t size_ = 0;
  std::string collected_;
  ContentId id_;  ///< Empty while nothing is written.
  std::uint64_t chunks_written_ = 0;
};

}  // namespace penstock::documents
