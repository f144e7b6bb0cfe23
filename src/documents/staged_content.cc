#include "documents/staged_content.h"

#include <algorithm>
#include <utility>

#include "base/kill_point.h"

namespace penstock::documents {

StagedContent::StagedContent(std::string hash, std::uint64_t size, std::string bytes)
    : hash_(std::move(hash)), size_(size), bytes_(std::move(bytes)) {}

StagedContent::StagedContent(std::string hash, std::uint64_t size, ContentId id,
                             ChunksAbandoned abandoned)
    : hash_(std::move(hash)), size_(size), id_(std::move(id)), abandoned_(std::move(abandoned)) {}

StagedContent::~StagedContent() {
  if (id_) abandoned_(*id_);
}

ContentStager::ContentStager(kv::Engine& engine, ChunksAbandoned abandoned,
                             std::size_t memory_bytes_max)
    : engine_(engine),
      abandoned_(std::move(abandoned)),
      memory_bytes_max_(std::min(memory_bytes_max, kChunkBytes)) {}

ContentStager::~ContentStager() {
  if (!id_.empty()) abandoned_(id_);
}

Result<void> ContentStager::append(std::string_view bytes) {
  hash_.update(bytes);
  size_ += bytes.size();
  while (!bytes.empty()) {
    const auto taken = std::min(bytes.size(), kCollectedBytesMax - collected_.size());
    collected_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    if (collected_.size() == kCollectedBytesMax) TRY(write_collected());
  }
  return {};
}

// The mark goes to disk in the commit of the chunks that it covers: no crash leaves chunks that
// nothing tells of.
Result<void> ContentStager::write_collected() {
  if (id_.empty()) id_ = new_content_id();
  kv::WriteBatch batch;
  for (std::size_t at = 0; at < collected_.size(); at += kChunkBytes) {
    batch.put(chunk_key(id_, chunks_written_++), collected_.substr(at, kChunkBytes));
  }
  batch.put(staged_key(id_), encode(LooseChunks{.first = 0, .end = chunks_written_}));
  collected_.clear();
  TRY(engine_.commit(batch, std::nullopt));
  kill_point("content-staged");
  return {};
}

Result<std::shared_ptr<const StagedContent>> ContentStager::finish() {
  if (id_.empty() && size_ <= memory_bytes_max_) {
    return std::make_shared<const StagedContent>(hash_.finish(), size_, std::move(collected_));
  }
  if (!collected_.empty()) TRY(write_collected());
  return std::make_shared<const StagedContent>(hash_.finish(), size_, std::exchange(id_, {}),
                                               abandoned_);
}

}  // namespace penstock::documents
