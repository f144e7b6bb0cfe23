#include "fuzz/mutator.h"

#include <algorithm>
#include <string_view>

namespace penstock::fuzzing {

using namespace std::string_view_literals;

std::string Mutator::next() {
  auto input = any_input();
  const auto changes = 1 + below(4);
  for (std::size_t i = 0; i < changes; ++i) change(input);
  input.resize(std::min(input.size(), kInputBytesMax));
  return input;
}

/// One that means something to a parser, half of the time.
char Mutator::any_byte() {
  static constexpr auto kMeaningful = "\0\1\x7f\x80\xc3\xff \t\r\n\"'\\/{}[]():;,.=&%+-0189eE"sv;
  if (below(2) == 0) return kMeaningful[below(kMeaningful.size())];
  return static_cast<char>(below(256));
}

void Mutator::change(std::string& input) {
  const auto at = below(input.size() + 1);
  const auto length = std::min(1 + below(16), input.size() - at);
  switch (below(6)) {
    case 0: input.insert(at, 1, any_byte()); break;
    case 1: input.erase(at, length); break;
    case 2: input.insert(at, input.substr(at, length)); break;
    case 3: {
      const auto& other = any_input();
      const auto from = below(other.size() + 1);
      input.insert(at, other, from, 1 + below(64));
      break;
    }
    case 4: input.resize(at); break;
    default:
      if (at < input.size()) input[at] = any_byte();
  }
}

}  // namespace penstock::fuzzing
