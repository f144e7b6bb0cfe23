#include "api/id_filter.h"

#include <algorithm>

#include "base/text.h"

namespace penstock::api {
namespace {

std::vector<std::string> split_patterns(std::string_view patterns) {
  std::vector<std::string> split;
  while (!patterns.empty()) {
    const auto end = std::min(patterns.find('|'), patterns.size());
    split.push_back(fold_case(patterns.substr(0, end)));
    patterns.remove_prefix(std::min(end + 1, patterns.size()));
  }
  return split;
}

/// Goes back only to the last "*", so that no pattern takes longer than their lengths' product.
bool matches_pattern(std::string_view text, std::string_view pattern) {
  std::size_t at = 0;
  std::size_t in_pattern = 0;
  std::size_t star = std::string_view::npos;
  std::size_t star_at = 0;
  while (at < text.size()) {
    if (in_pattern < pattern.size() && pattern[in_pattern] == '*') {
      star = in_pattern++;
      star_at = at;
    } else if (in_pattern < pattern.size() &&
               (pattern[in_pattern] == '?' || pattern[in_pattern] == text[at])) {
      ++in_pattern;
      ++at;
    } else if (star != std::string_view::npos) {
      in_pattern = star + 1;
      at = ++star_at;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', in_pattern) == std::string_view::npos;
}

bool matches_any(const std::string& text, const std::vector<std::string>& patterns) {
  return std::any_of(patterns.begin(), patterns.end(),
                     [&](const std::string& pattern) { return matches_pattern(text, pattern); });
}

}  // namespace

IdFilter::IdFilter(std::string_view matches, std::string_view exclude)
    : matches_(split_patterns(matches)), exclude_(split_patterns(exclude)) {}

bool IdFilter::takes(std::string_view rest) const {
  if (matches_.empty() && exclude_.empty()) return true;
  const auto folded = fold_case(rest);
  return (matches_.empty() || matches_any(folded, matches_)) && !matches_any(folded, exclude_);
}

}  // namespace penstock::api
