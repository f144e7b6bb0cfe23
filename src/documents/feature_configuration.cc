#include "documents/feature_configuration.h"

#include <boost/json/serialize.hpp>

#include "base/json.h"
#include "documents/commit_tables.h"
#include "documents/database_record.h"
#include "documents/revisions_configuration.h"
#include "documents/sweep_configuration.h"

namespace penstock::documents {

// The items "configuration/revisions", "configuration/expiration" and "configuration/refresh":
//   value := 0x01 json
// Golden bytes: tests/unit/golden/feature_configuration_v1.hex.

namespace json = boost::json;

namespace {

constexpr char kVersion = 0x01;

}  // namespace

std::string_view feature_item_key(Feature feature) {
  switch (feature) {
    case Feature::kRevisions: return "configuration/revisions";
    case Feature::kExpiration: return "configuration/expiration";
    case Feature::kRefresh: return "configuration/refresh";
  }
  return {};
}

Result<json::object> check_feature(Feature feature, const json::object& object) {
  switch (feature) {
    case Feature::kRevisions: return TRY(RevisionsConfiguration::parse(object)).to_json();
    case Feature::kExpiration:
      return TRY(SweepConfiguration::parse(object, kExpirationFrequency))
          .to_json(kExpirationFrequency);
    case Feature::kRefresh:
      return TRY(SweepConfiguration::parse(object, kRefreshFrequency)).to_json(kRefreshFrequency);
  }
  return json::object();
}

Result<std::optional<json::object>> decode_feature(const std::optional<std::string>& stored) {
  if (!stored) return std::nullopt;
  const auto undecodable = corruption("a stored configuration does not decode");
  if (stored->empty() || stored->front() != kVersion) return undecodable;
  auto value = parse_json(std::string_view(*stored).substr(1));
  if (!value || !value->is_object()) return undecodable;
  return std::optional(std::move(value->as_object()));
}

Result<std::optional<json::object>> read_feature(const DatabaseSnapshot& snapshot,
                                                 Feature feature) {
  return decode_feature(TRY(snapshot.get_item(feature_item_key(feature))));
}

// The index rises with the record, which says the same as before.
Result<std::uint64_t> write_feature(WriteContext& context, Feature feature,
                                    const json::object& configuration) {
  context.put_item(feature_item_key(feature),
                   std::string(1, kVersion) + json::serialize(configuration));
  if (feature == Feature::kRevisions) context.tables().revisions.forget_configuration();
  return write_record(context, TRY(read_record(context)).json);
}

}  // namespace penstock::documents
