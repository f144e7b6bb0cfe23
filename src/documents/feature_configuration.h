#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/write_context.h"

// What is configured for the features of one database, each as the JSON object of its class:
// RevisionsConfiguration, SweepConfiguration.
namespace penstock::documents {

enum class Feature : std::uint8_t { kRevisions, kExpiration, kRefresh };

/// What of `object`, as a client sent it, is kept. Errors: kInvalidArgument naming the member that
/// is wrong.
Result<boost::json::object> check_feature(Feature feature, const boost::json::object& object);

/// Nothing if it was never configured. Errors of these: those of storage; kCorruption.
Result<std::optional<boost::json::object>> read_feature(const DatabaseSnapshot& snapshot,
                                                        Feature feature);

/// Replaces it by what check_feature() made, and returns the new index of the database record,
/// which rises with every change of what is configured.
Result<std::uint64_t> write_feature(WriteContext& context, Feature feature,
                                    const boost::json::object& configuration);

/// The key of its item, and what the item says; for those who read it in place.
std::string_view feature_item_key(Feature feature);
Result<std::optional<boost::json::object>> decode_feature(const std::optional<std::string>& stored);

}  // namespace penstock::documents
