#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// A type that a product's catalogue names.
struct TypeName {
  std::string_view name;
  ColumnType type;
};

/// As characters_max of a TypeName: what the declaration says in parentheses.
inline constexpr std::uint32_t kLengthAsDeclared = ~0U;

/// The type of that name, which `declared` begins with; ColumnKind::kOther if it is not known.
ColumnType find_type(std::span<const TypeName> known, std::string_view name,
                     std::string_view declared);

/// 30 of the type "varchar(30)"; 0 if there is no number.
std::uint32_t declared_length(std::string_view declared);

}  // namespace penstock::etl::sql
