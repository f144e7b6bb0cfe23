#include "documents/revision_enforcement.h"

#include "documents/commit_tables.h"

namespace penstock::documents {
namespace {

/// Documents that one transaction looks at, and revisions after which it looks at no other.
constexpr std::size_t kDocumentsMax = 64;
constexpr std::size_t kRemovedMax = RevisionTable::kPurgedPerWriteMax;

}  // namespace

Result<EnforcedRevisions> enforce_revisions(WriteContext& context, const std::string& after,
                                            const EnforcementScope& scope) {
  auto& revisions = context.tables().revisions;
  EnforcedRevisions enforced;
  enforced.last = after;
  const auto ids = TRY(revisions.documents_after(after, kDocumentsMax));
  for (const auto& folded_id : ids) {
    const auto removed = TRY(revisions.enforce(folded_id, scope));
    enforced.removed += removed;
    // As many as there may be: the next transaction looks at this document again.
    if (removed >= RevisionTable::kPurgedPerWriteMax) return enforced;
    enforced.documents += 1;
    enforced.last = folded_id;
    if (enforced.removed >= kRemovedMax) return enforced;
  }
  enforced.done = ids.size() < kDocumentsMax;
  return enforced;
}

}  // namespace penstock::documents
