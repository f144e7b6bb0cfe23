#pragma once

#include <string_view>
#include <utility>
#include <vector>

// How inputs that say several things are written down, so that people can read and write them.
namespace penstock::fuzzing {

/// The first line, without its end, and what follows it.
inline std::pair<std::string_view, std::string_view> split_line(std::string_view input) {
  const auto end = input.find('\n');
  if (end == std::string_view::npos) return {input, {}};
  return {input.substr(0, end), input.substr(end + 1)};
}

/// The parts between separators, at most `count_max`; the last one has all that is left.
inline std::vector<std::string_view> split_parts(std::string_view input, std::string_view separator,
                                                 std::size_t count_max) {
  std::vector<std::string_view> parts;
  while (parts.size() + 1 < count_max) {
    const auto end = input.find(separator);
    if (end == std::string_view::npos) break;
    parts.push_back(input.substr(0, end));
    input.remove_prefix(end + separator.size());
  }
  parts.push_back(input);
  return parts;
}

}  // namespace penstock::fuzzing
