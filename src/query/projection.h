#pragma once

#include <string>
#include <vector>

#include "documents/document.h"
#include "query/syntax.h"

namespace penstock::query {

/// The members that `select` names, as a JSON object without metadata: two documents with the same
/// text are the same to `select distinct`. A member that is missing is null.
std::string project(const documents::Document& document, const std::vector<Selected>& select);

/// The same as clients expect it: with "@metadata", which says that this is a projection and of
/// which document.
std::string projection_to_json(const documents::Document& document,
                               const std::vector<Selected>& select);

}  // namespace penstock::query
