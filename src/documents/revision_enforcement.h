#pragma once

#include <cstddef>
#include <string>

#include "base/result.h"
#include "documents/revision_table.h"
#include "documents/write_context.h"

namespace penstock::documents {

/// What one transaction of an enforcement did.
struct EnforcedRevisions {
  std::size_t documents = 0;  ///< Looked at.
  std::size_t removed = 0;
  std::string last;   ///< Go on after this one; the folded id of a document.
  bool done = false;  ///< Nothing is left to look at.
};

/// Removes the revisions that are in `scope` and that the configuration no longer wants, of the
/// documents after `after` ("" for the first) in the order of their ids: what is beyond a policy's
/// bounds, and all of a collection without a policy. One transaction looks at some documents and
/// removes a bounded number. Errors: those of storage; kCorruption.
Result<EnforcedRevisions> enforce_revisions(WriteContext& context, const std::string& after,
                                            const EnforcementScope& scope);

}  // namespace penstock::documents
