#pragma once

#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "api/document_list.h"
#include "base/result.h"
#include "documents/database_snapshot.h"

namespace penstock::api {

/// Adds to `ids` what the members at `paths` of a document refer to: "boss", "address.country",
/// "lines[].product". A member that is a list stands for all its elements; what is not a string,
/// or not there, refers to nothing. "boss(people/)" puts "people/" before what is there, which may
/// be a number; "boss[{0}/home]" puts "/home" behind it. `body` is a JSON object.
/// Errors: kInvalidArgument for paths of other forms, which are not supported.
Result<void> add_included_ids(std::string_view body, const std::vector<std::string_view>& paths,
                              std::set<std::string>& ids);

/// What an answer has as "Includes": the documents `ids` as a JSON object by id, null for one that
/// is not there. Errors: those of the snapshot; kTooLarge beyond `bytes_max`.
Result<std::string> included_documents(const documents::DatabaseSnapshot& snapshot,
                                       const std::set<std::string>& ids,
                                       std::size_t bytes_max = kDocumentsBytesMax);

}  // namespace penstock::api
