#include "etl/superseded_errors.h"

#include <string>
#include <vector>

#include "etl/change_source.h"

namespace penstock::etl {
namespace {

/// Whether the checkpoint has passed every tombstone.
Result<bool> deletions_delivered(const documents::DatabaseSnapshot& snapshot,
                                 const Transformation& transformation, Etag checkpoint) {
  const documents::ChangeFeed feed(snapshot.storage(), tracked_collections(transformation));
  return TRY(feed.count(documents::ChangeStream::kTombstones, {.after = checkpoint}, 1)) == 0;
}

}  // namespace

Result<void> forget_superseded(ErrorStore& errors, const ProcessKey& process,
                               const documents::Database& source,
                               const Transformation& transformation, Etag checkpoint) {
  if (TRY(errors.count(process)) == 0) return {};
  const auto snapshot = TRY(source.snapshot());
  const bool without_document = TRY(deletions_delivered(snapshot, transformation, checkpoint));
  std::vector<std::string> superseded;
  const auto look_at = [&](const RecordedError& recorded) -> Result<void> {
    const auto& error = recorded.error;
    const auto document = TRY(snapshot.get(error.document_id));
    const bool is_superseded =
        document ? document->etag > error.etag && document->etag <= checkpoint : without_document;
    if (is_superseded) superseded.push_back(error.document_id);
    return {};
  };
  TRY(errors.visit(process, kErrorsReconciledMax, look_at));
  return errors.forget(process, superseded);
}

}  // namespace penstock::etl
