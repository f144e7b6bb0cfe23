#include "api/feature_configuration.h"

#include <algorithm>
#include <array>
#include <memory>

#include <fmt/format.h>

#include "api/request_reading.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::Feature;

struct Member {
  std::string_view name;
  Feature feature;
};
constexpr std::array kMembers = {Member{"Revisions", Feature::kRevisions},
                                 Member{"Expiration", Feature::kExpiration},
                                 Member{"Refresh", Feature::kRefresh}};

}  // namespace

DatabaseCommand configuring(Feature feature, std::function<void()> configured) {
  return [feature, configured = std::move(configured)](
             const http::Request& request, documents::Database& database,
             const http::Respond& respond) -> Result<void> {
    auto configuration = TRY(documents::check_feature(feature, TRY(object_body(request))));
    const auto index = std::make_shared<std::uint64_t>(0);
    database.write(
        [feature, configuration = std::move(configuration),
         index](documents::WriteContext& context) -> Result<void> {
          *index = TRY(documents::write_feature(context, feature, configuration));
          return {};
        },
        answer_written(request, respond, [index, configured] {
          configured();
          return json_response(200, json::object{{"RaftCommandIndex", *index}});
        }));
    return {};
  };
}

DatabaseEndpoint showing(Feature feature) {
  return [feature](const http::Request&, documents::Database& database) -> Result<http::Response> {
    const auto snapshot = TRY(database.snapshot());
    const auto configuration = TRY(documents::read_feature(snapshot, feature));
    if (!configuration) return empty_response(404);
    return json_response(200, *configuration);
  };
}

Result<Features> features_of_record(const json::object& record) {
  Features features;
  for (const auto& member : kMembers) {
    const auto* value = record.if_contains(member.name);
    if (value == nullptr || value->is_null()) continue;
    if (!value->is_object()) {
      return invalid_argument(fmt::format("'{}' is not an object.", member.name));
    }
    auto configuration = documents::check_feature(member.feature, value->get_object());
    if (!configuration) return configuration.error().within(member.name);
    features.emplace_back(member.feature, *std::move(configuration));
  }
  return features;
}

Result<void> store_features(documents::Database& database, const Features& features) {
  if (features.empty()) return {};
  return database.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    for (const auto& [feature, configuration] : features) {
      TRY(documents::write_feature(context, feature, configuration));
    }
    return {};
  });
}

Result<void> show_features(const documents::DatabaseSnapshot& snapshot, json::object& record) {
  for (const auto& member : kMembers) {
    auto configuration = TRY(documents::read_feature(snapshot, member.feature));
    record[member.name] = configuration ? json::value(*std::move(configuration)) : nullptr;
  }
  return {};
}

bool is_feature(std::string_view member) {
  return std::any_of(kMembers.begin(), kMembers.end(),
                     [&](const Member& one) { return one.name == member; });
}

}  // namespace penstock::api
