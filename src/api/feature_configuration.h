#pragma once

#include <functional>
#include <string_view>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>

#include "api/answers.h"
#include "documents/feature_configuration.h"

// What the endpoints of the configurations have in common: revisions, expiration, refresh.
namespace penstock::api {

/// Stores the configuration that the body holds, and calls `configured` when it is on disk.
DatabaseCommand configuring(documents::Feature feature, std::function<void()> configured);

/// Answers with the configuration, or 404 if there is none.
DatabaseEndpoint showing(documents::Feature feature);

// In a database record they are the members "Revisions", "Expiration" and "Refresh".

using Features = std::vector<std::pair<documents::Feature, boost::json::object>>;

/// Those of a record sent for a new database. Errors: kInvalidArgument naming the member.
Result<Features> features_of_record(const boost::json::object& record);

Result<void> store_features(documents::Database& database, const Features& features);

/// Adds the members to `record`, null where nothing is configured.
Result<void> show_features(const documents::DatabaseSnapshot& snapshot,
                           boost::json::object& record);

/// Whether a record's member is one of them.
bool is_feature(std::string_view member);

}  // namespace penstock::api
