#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/attachment.h"
#include "documents/change_feed.h"
#include "documents/document.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Reads revisions: documents as they were, with "Revision" or "DeleteRevision" among their flags.
/// Confined to one thread. Errors of all: those of the engine; kCorruption.
class RevisionReader {
 public:
  /// `snapshot` must outlive this object.
  explicit RevisionReader(const kv::Snapshot& snapshot) : snapshot_(snapshot) {}

  /// How many a document has.
  Result<std::uint64_t> count(std::string_view id) const;

  /// Revisions of a document, newest first, those with etags below `below`; from the newest for 0.
  /// At least one if there is one, then as many as `limits` allow.
  Result<std::vector<Document>> page(std::string_view id, Etag below,
                                     const BatchLimits& limits) const;

  /// The newest that was written at `time` or before.
  Result<std::optional<Document>> at(std::string_view id, WallTime time) const;

  Result<std::optional<Document>> by_change_vector(std::string_view change_vector) const;

  /// An attachment as a revision of its document has it, with the change vector of the revision.
  Result<std::optional<Attachment>> attachment(std::string_view change_vector, std::string_view id,
                                               std::string_view name) const;

  /// Of documents that are deleted while their revisions are there still: the revisions that say
  /// so, the last deletion first, those with etags below `below`; from the newest for 0.
  Result<std::vector<Document>> bin(Etag below, const BatchLimits& limits) const;

 private:
  const kv::Snapshot& snapshot_;
};

}  // namespace penstock::documents
