#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "patch/patches.h"
#include "query/syntax.h"

// Changes to all documents that a query finds: many short transactions over what one snapshot
// shows. A document that has changed since is looked at again, and passed over if it does not match
// any more; one that comes to match later is not met. What is written stays when a later part
// fails.
namespace penstock::patch {

/// How much one transaction may change.
inline constexpr std::size_t kQueryWriteDocumentsMax = 256;
inline constexpr std::size_t kQueryWriteBytesMax = std::size_t{4} << 20;

/// What was done so far.
struct QueryWriteProgress {
  std::uint64_t processed = 0;   ///< Documents that were found.
  std::uint64_t changed = 0;     ///< Those of them that were deleted, or that the script changed.
  std::vector<std::string> ids;  ///< Of those that were changed by the last transaction.
};

/// Called after each transaction.
using QueryWriteReport = std::function<void(const QueryWriteProgress&)>;

/// Whether `query` only finds: one that sorts, selects or includes is refused with
/// kInvalidArgument.
Result<void> check_only_finds(const query::Query& query);

/// Deletes what `query` finds. Errors: those of the database and of QueryCursor; kCancelled.
Result<QueryWriteProgress> delete_by_query(documents::Database& database, const query::Query& query,
                                           const QueryWriteReport& report,
                                           const std::stop_token& stop);

/// Runs the script of `query.update` over what `query` finds. `arguments`, a JSON object, are
/// `args` in the script, and its members variables: `$name`. Errors: as delete_by_query();
/// kScriptFailed, with line and column in the text of the query, at the first document
/// at which the script fails.
Result<QueryWriteProgress> patch_by_query(documents::Database& database, Patches& patches,
                                          const query::Query& query, const std::string& arguments,
                                          const QueryWriteReport& report,
                                          const std::stop_token& stop);

}  // namespace penstock::patch
