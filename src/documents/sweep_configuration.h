#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"

namespace penstock::documents {

/// The members that hold the interval of the two sweeps.
inline constexpr std::string_view kExpirationFrequency = "DeleteFrequencyInSec";
inline constexpr std::string_view kRefreshFrequency = "RefreshFrequencyInSec";

/// When the documents whose time has come are swept: those that expire, or those that refresh.
/// A value.
struct SweepConfiguration {
  static constexpr std::chrono::seconds kDefaultInterval{60};

  bool disabled = true;
  std::chrono::seconds interval = kDefaultInterval;  ///< From one sweep to the next, at least 1.
  std::optional<std::uint64_t> documents_max;        ///< Of one sweep. Nothing: all of them.

  /// From {"Disabled": false, "<frequency_member>": 60, "MaxItemsToProcess": null}.
  /// Errors: kInvalidArgument naming the member that is wrong.
  static Result<SweepConfiguration> parse(const boost::json::object& object,
                                          std::string_view frequency_member);

  boost::json::object to_json(std::string_view frequency_member) const;
};

}  // namespace penstock::documents
