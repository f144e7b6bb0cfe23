#include "kv/key_space_name.h"

#include <algorithm>

#include <fmt/format.h>

namespace penstock::kv {
namespace {

// File systems allow 255; the rest is for what an engine may add.
constexpr std::size_t kNameBytesMax = 200;

bool allowed(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9') || byte == '.' ||
         byte == '_' || byte == '-';
}

}  // namespace

Result<void> check_key_space_name(std::string_view name) {
  const bool segment = !name.empty() && name.size() <= kNameBytesMax && name != "." &&
                       name != ".." && std::all_of(name.begin(), name.end(), allowed);
  if (segment) return {};
  return invalid_argument(
      fmt::format("'{}' cannot name a key space: use 1 to {} of a-z, 0-9, '.', '_' and '-'", name,
                  kNameBytesMax));
}

}  // namespace penstock::kv
