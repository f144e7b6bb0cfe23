#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/attachment_records.h"
#include "documents/pending_commit.h"
#include "documents/staged_content.h"

namespace penstock::documents {

/// The contents of attachments in a commit in the making: each is stored once, however many refer
/// to it, and goes at the end of the transaction that takes its last reference away: until then
/// another may take its place. Confined to the writer's thread, for one commit.
class ContentTable {
 public:
  /// `pending` must outlive this object.
  explicit ContentTable(PendingCommit& pending) : pending_(pending) {}

  /// One reference more to the content that was staged. It comes into being, or the one that is
  /// there already stays and the staged bytes go.
  Result<void> adopt(const StagedContent& staged);

  /// Nothing if there is no content with this hash.
  Result<std::optional<std::uint64_t>> size_of(std::string_view hash) const;

  /// One reference more to a content that is there. Errors: kNotFound if it is not.
  Result<void> retain(std::string_view hash);

  /// One reference less. Errors: kCorruption if it is not there.
  Result<void> release(std::string_view hash);

  /// At the end of each transaction: frees the contents that are left without a reference.
  Result<void> free_released();

  /// Frees what was staged under this id, unless a transaction has adopted it.
  Result<void> abandon(const ContentId& id);

  /// Erases at most `chunks_max` chunks of contents that were freed. Returns whether there are
  /// more.
  Result<bool> erase_freed(std::size_t chunks_max);

 private:
  Result<std::optional<ContentRecord>> read(std::string_view hash) const;
  void free(const ContentId& id, const LooseChunks& chunks);

  PendingCommit& pending_;
};

}  // namespace penstock::documents
