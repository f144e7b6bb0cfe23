#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "etl/sql/loaded_object.h"
#include "etl/sql/value.h"

namespace penstock::etl::sql {

/// What scripts write as `{Type: 'Guid', Value: '…', Size: 16}`: a value, and what it is to be for
/// the destination. The type of the column decides how it is sent; the size is of no use here. A
/// view.
struct TypedValue {
  std::string_view type;  ///< A .NET DbType or a provider's own; several with '|' between.
  Member value;

  /// Nothing if the members are not "Type" and "Value", with or without "Size", and no others.
  static std::optional<TypedValue> of(const std::vector<Member>& members);

  /// Why the value cannot be of that type, or that there is no such type.
  Objection objection() const;
};

}  // namespace penstock::etl::sql
