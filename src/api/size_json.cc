#include "api/size_json.h"

#include <array>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace penstock::api {
namespace {

std::string humane_size(std::uint64_t bytes) {
  constexpr std::array<std::string_view, 5> kUnits = {"Bytes", "KBytes", "MBytes", "GBytes",
                                                      "TBytes"};
  auto value = static_cast<double>(bytes);
  std::size_t unit = 0;
  for (; value >= 1024 && unit + 1 < kUnits.size(); ++unit) value /= 1024;
  return fmt::format("{:.{}f} {}", value, unit == 0 ? 0 : 2, kUnits[unit]);
}

}  // namespace

boost::json::object size_for_clients(std::uint64_t bytes) {
  return {{"HumaneSize", humane_size(bytes)}, {"SizeInBytes", bytes}};
}

}  // namespace penstock::api
