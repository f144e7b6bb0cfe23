#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "etl/destination.h"
#include "etl/document/commands.h"

// Which documents of the source those of a destination come from, by their ids and collections.
namespace penstock::etl::document {

/// Nothing for a document that does not stand where the script loads. `collections`: those that
/// the script runs on; none means all.
std::optional<HeldDocument> source_of(std::string_view id, std::string_view collection,
                                      const CommandRules& rules,
                                      const std::vector<std::string>& collections);

/// Of the answer to a request for the metadata of kHeldPageSize documents, ordered by id. Errors:
/// kUnavailable if it is no such answer.
Result<HeldPage> parse_held(std::string_view answer, const CommandRules& rules,
                            const std::vector<std::string>& collections);

}  // namespace penstock::etl::document
