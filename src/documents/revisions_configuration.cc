#include "documents/revisions_configuration.h"

#include <fmt/format.h>

#include "base/text.h"
#include "documents/configuration_members.h"
#include "documents/document.h"

namespace penstock::documents {
namespace {

namespace json = boost::json;

Result<std::optional<TimeSpan>> read_age(const json::object& object, std::string_view name) {
  const auto* value = find_given(object, name);
  if (value == nullptr) return std::nullopt;
  const auto span = value->is_string() ? parse_time_span(value->get_string()) : std::nullopt;
  if (!span || *span < TimeSpan::zero()) {
    return invalid_argument(fmt::format("'{}' is not a time span like 14.00:00:00", name));
  }
  return span;
}

Result<RevisionsPolicy> read_policy(const json::value& value) {
  const auto* object = value.if_object();
  if (object == nullptr) return invalid_argument("is not an object");
  RevisionsPolicy policy;
  policy.disabled = TRY(read_flag(*object, "Disabled"));
  policy.purge_on_delete = TRY(read_flag(*object, "PurgeOnDelete"));
  policy.keep_count = TRY(read_count(*object, "MinimumRevisionsToKeep", 0));
  policy.keep_age = TRY(read_age(*object, "MinimumRevisionAgeToKeep"));
  policy.purged_per_write_max =
      TRY(read_count(*object, "MaximumRevisionsToDeleteUponDocumentUpdate", 1));
  return policy;
}

Result<void> check_collection_name(std::string_view name) {
  if (!name.empty() && name.size() <= kCollectionBytesMax &&
      name.find('\0') == std::string_view::npos) {
    return {};
  }
  return invalid_argument(
      fmt::format("'Collections' names a collection that is empty, holds a NUL "
                  "or is longer than {} bytes",
                  kCollectionBytesMax));
}

json::object show(const RevisionsPolicy& policy) {
  return {
      {"Disabled", policy.disabled},
      {"PurgeOnDelete", policy.purge_on_delete},
      {"MinimumRevisionsToKeep", count_or_null(policy.keep_count)},
      {"MinimumRevisionAgeToKeep",
       policy.keep_age ? json::value(format_time_span(*policy.keep_age)) : nullptr},
      {"MaximumRevisionsToDeleteUponDocumentUpdate", count_or_null(policy.purged_per_write_max)}};
}

}  // namespace

Result<RevisionsConfiguration> RevisionsConfiguration::parse(const json::object& object) {
  RevisionsConfiguration configuration;
  if (const auto* value = find_given(object, "Default")) {
    auto policy = read_policy(*value);
    if (!policy) return policy.error().within("Default");
    configuration.default_ = *policy;
  }
  const auto* collections = find_given(object, "Collections");
  if (collections == nullptr) return configuration;
  if (!collections->is_object()) return invalid_argument("'Collections' is not an object");
  for (const auto& [name, value] : collections->get_object()) {
    TRY(check_collection_name(name));
    auto policy = read_policy(value);
    if (!policy) return policy.error().within(fmt::format("Collections.{}", std::string(name)));
    configuration.collections_[fold_case(name)] = {.name = std::string(name), .policy = *policy};
  }
  return configuration;
}

json::object RevisionsConfiguration::to_json() const {
  json::object collections;
  for (const auto& [folded, named] : collections_) collections[named.name] = show(named.policy);
  return {{"Default", default_ ? json::value(show(*default_)) : nullptr},
          {"Collections", std::move(collections)}};
}

const RevisionsPolicy* RevisionsConfiguration::policy_for(std::string_view collection) const {
  if (empty()) return nullptr;
  const RevisionsPolicy* policy = nullptr;
  const std::string folded = fold_case(collection);
  if (const auto own = collections_.find(folded); own != collections_.end()) {
    policy = &own->second.policy;
  } else if (default_ && folded != kHiloCollection) {
    policy = &*default_;
  }
  return policy == nullptr || policy->disabled ? nullptr : policy;
}

}  // namespace penstock::documents
