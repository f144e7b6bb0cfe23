#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database_snapshot.h"

namespace penstock::api {

/// What an answer has as "RevisionIncludes": a list of the revisions whose change vectors the
/// members at `paths` of `results` hold (paths as of add_included_ids()), and of those that were
/// the versions of `results` at the time `before`. What is not there is left out. Errors: those of
/// RevisionReader and add_included_ids(); kTooLarge.
Result<std::string> revision_includes(
    const documents::DatabaseSnapshot& snapshot,
    const std::vector<std::optional<documents::Document>>& results,
    const std::vector<std::string_view>& paths, std::optional<WallTime> before);

}  // namespace penstock::api
