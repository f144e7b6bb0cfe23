#include "documents/sweep_configuration.h"

#include <fmt/format.h>

#include "documents/configuration_members.h"

namespace penstock::documents {
namespace {

namespace json = boost::json;

/// Ten years: what is above is more likely a slip than a wish.
constexpr std::uint64_t kIntervalSecondsMax = 315'360'000;

}  // namespace

Result<SweepConfiguration> SweepConfiguration::parse(const json::object& object,
                                                     std::string_view frequency_member) {
  SweepConfiguration configuration;
  configuration.disabled = TRY(read_flag(object, "Disabled"));
  const auto seconds = TRY(read_count(object, frequency_member, 1))
                           .value_or(static_cast<std::uint64_t>(kDefaultInterval.count()));
  if (seconds > kIntervalSecondsMax) {
    return invalid_argument(fmt::format("'{}' is above {}", frequency_member, kIntervalSecondsMax));
  }
  configuration.interval = std::chrono::seconds{static_cast<std::int64_t>(seconds)};
  configuration.documents_max = TRY(read_count(object, "MaxItemsToProcess", 1));
  return configuration;
}

json::object SweepConfiguration::to_json(std::string_view frequency_member) const {
  return {{"Disabled", disabled},
          {frequency_member, interval.count()},
          {"MaxItemsToProcess", count_or_null(documents_max)}};
}

}  // namespace penstock::documents
