#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/change_feed.h"
#include "documents/database_snapshot.h"
#include "etl/task_definition.h"

namespace penstock::etl {

/// The collections of the feed of `transformation`; none means all.
std::vector<std::string> tracked_collections(const Transformation& transformation);

/// The changes of the `streams` that one script is run on, one after the other, as they are in a
/// snapshot. Leaves out the HiLo documents where a script runs over all documents. Confined to one
/// thread.
class ChangeSource {
 public:
  /// `snapshot` must outlive this object.
  ChangeSource(const documents::DatabaseSnapshot& snapshot, const Transformation& transformation,
               std::span<const documents::ChangeStream> streams, documents::Etag after);

  /// Nothing when there are no more. Errors: those of ChangeFeed::read().
  Result<std::optional<documents::Change>> next();

  /// Of the last change that was read or left out.
  documents::Etag position() const { return position_; }
  std::uint64_t skipped() const { return skipped_; }

 private:
  bool is_skipped(const documents::Change& change) const;

  documents::ChangeFeed feed_;
  const bool skips_hilo_;
  documents::Etag position_;
  std::uint64_t skipped_ = 0;
  std::vector<documents::Change> page_;
  std::size_t next_in_page_ = 0;
};

}  // namespace penstock::etl
