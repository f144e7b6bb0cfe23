#include "etl/sql/dialect/type_names.h"

#include <algorithm>
#include <charconv>

namespace penstock::etl::sql {

ColumnType find_type(std::span<const TypeName> known, std::string_view name,
                     std::string_view declared) {
  const auto found = std::find_if(known.begin(), known.end(),
                                  [name](const TypeName& entry) { return entry.name == name; });
  if (found == known.end()) return {};
  auto type = found->type;
  if (type.characters_max == kLengthAsDeclared) type.characters_max = declared_length(declared);
  return type;
}

std::uint32_t declared_length(std::string_view declared) {
  std::uint32_t length = 0;
  const auto open = declared.find('(');
  if (open == std::string_view::npos) return 0;
  std::from_chars(declared.data() + open + 1, declared.data() + declared.size(), length);
  return length;
}

}  // namespace penstock::etl::sql
