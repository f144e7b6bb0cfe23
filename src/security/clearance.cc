#include "security/clearance.h"

#include <algorithm>
#include <array>
#include <cstddef>

namespace penstock::security {
namespace {

/// In the order of the enumerators.
constexpr std::array<std::string_view, 4> kClearances = {"ValidUser", "Operator", "ClusterNode",
                                                         "ClusterAdmin"};
constexpr std::array<std::string_view, 3> kAccesses = {"Read", "ReadWrite", "Admin"};

template <typename Enum, typename Words>
std::optional<Enum> enumerator_of(const Words& words, std::string_view text) {
  const auto found = std::find(words.begin(), words.end(), text);
  if (found == words.end()) return std::nullopt;
  return static_cast<Enum>(found - words.begin());
}

}  // namespace

std::string_view to_string(Clearance clearance) {
  return kClearances.at(static_cast<std::size_t>(clearance));
}

std::string_view to_string(DatabaseAccess access) {
  return kAccesses.at(static_cast<std::size_t>(access));
}

std::optional<Clearance> clearance_from(std::string_view text) {
  return enumerator_of<Clearance>(kClearances, text);
}

std::optional<DatabaseAccess> database_access_from(std::string_view text) {
  return enumerator_of<DatabaseAccess>(kAccesses, text);
}

}  // namespace penstock::security
