#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace penstock::fuzzing {

/// A parser of bytes that come from outside, ready to be fed with anything.
struct Target {
  std::string_view name;  ///< Of its corpus and its dictionary, too.

  /// Takes any input, and CHECKs what has to hold of what the parser makes of it. Nothing that it
  /// does outlasts the call: the same input has the same outcome at any time.
  void (*run)(std::string_view input);

  /// How many inputs, made from its corpus, the unit tests try: about a second's worth.
  std::size_t mutations = 10'000;
};

/// By name.
std::span<const Target> all_targets();

/// Null if there is none of that name.
const Target* find_target(std::string_view name);

}  // namespace penstock::fuzzing
