#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace penstock::api {

/// Chooses ids by what follows their prefix: patterns with "*" for any text and "?" for one
/// character, parted by "|". Ignores case. Immutable.
class IdFilter {
 public:
  /// An empty `matches` takes all, an empty `exclude` leaves none out.
  IdFilter(std::string_view matches, std::string_view exclude);

  /// `rest` is the id without the prefix.
  bool takes(std::string_view rest) const;

 private:
  std::vector<std::string> matches_;  ///< Folded.
  std::vector<std::string> exclude_;
};

}  // namespace penstock::api
