#include "documents/database_name.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"
#include "documents/database_registry.h"

namespace penstock::documents {
namespace {

bool is_name_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '_' || c == '.';
}

}  // namespace

// Nothing but dots would be swallowed by URLs.
Result<void> check_database_name(std::string_view name) {
  const bool valid = !name.empty() && name.size() <= kDatabaseNameBytesMax &&
                     std::all_of(name.begin(), name.end(), is_name_character) &&
                     name.find_first_not_of('.') != std::string_view::npos;
  if (valid) return {};
  return invalid_argument(fmt::format(
      "'{}' is not a database name: 1 to {} letters, digits, '-', '_' and '.', not only dots",
      excerpt(name, kDatabaseNameBytesMax), kDatabaseNameBytesMax));
}

}  // namespace penstock::documents
