#include "etl/superseded_errors.h"

#include <string>
#include <vector>

#include "etl/current_changes.h"

namespace penstock::etl {
namespace {

/// Of what the process knows of a document: its newest version, or its deletion. 0: neither is
/// left.
Result<Etag> newest_etag(const documents::DatabaseSnapshot& snapshot,
                         const Transformation& transformation, const std::string& document_id) {
  return TRY(current_changes(snapshot, transformation, document_id, {})).back().etag();
}

}  // namespace

Result<void> forget_superseded(ErrorStore& errors, const ProcessKey& process,
                               const documents::Database& source,
                               const Transformation& transformation, Etag checkpoint) {
  if (TRY(errors.count(process)) == 0) return {};
  const auto snapshot = TRY(source.snapshot());
  std::vector<std::string> superseded;
  const auto look_at = [&](const RecordedError& recorded) -> Result<void> {
    const auto& error = recorded.error;
    const auto newest = TRY(newest_etag(snapshot, transformation, error.document_id));
    if (newest > error.etag && newest <= checkpoint) superseded.push_back(error.document_id);
    return {};
  };
  TRY(errors.visit(process, kErrorsReconciledMax, look_at));
  return errors.forget(process, superseded);
}

}  // namespace penstock::etl
