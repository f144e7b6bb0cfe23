#pragma once

#include <string>
#include <string_view>
#include <variant>

#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// Rows as typed values, for drivers that bind parameters.
///
///   row   := value*
///   value := 'n' | 'i' i64 | 'd' f64 | 't' length:u32 bytes   (numbers in the machine's order)
class BoundRowFormat final : public RowFormat {
 public:
  void append_null(std::string& row) const override;
  void append_boolean(std::string& row, bool value) const override;
  void append_number(std::string& row, std::string_view digits, bool as_text) const override;
  void append_text(std::string& row, std::string_view text) const override;
  void end_row(std::string& row) const override;
};

using BoundValue = std::variant<std::monostate, std::int64_t, double, std::string_view>;

/// The next value of a row written by BoundRowFormat; takes it off the front of `row`, which must
/// not be empty. Text is a view into the row.
BoundValue take_bound_value(std::string_view& row);

}  // namespace penstock::etl::sql
