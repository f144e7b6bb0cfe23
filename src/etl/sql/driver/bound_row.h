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
///          | 'b' length:u32 bytes
class BoundRowFormat final : public RowFormat {
 public:
  void append_null(std::string& row) const override;
  void append_boolean(std::string& row, bool value) const override;
  void append_number(std::string& row, std::string_view digits, bool as_text) const override;
  void append_text(std::string& row, std::string_view text) const override;
  std::size_t append_blob(std::string& row, std::uint32_t size) const override;
  void append_blob_bytes(std::string& row, std::string_view bytes) const override;
  void end_row(std::string& row) const override;
};

/// Bytes that are no text.
struct BoundBytes {
  std::string_view bytes;
  bool operator==(const BoundBytes&) const = default;
};

using BoundValue = std::variant<std::monostate, std::int64_t, double, std::string_view, BoundBytes>;

/// The next value of a row written by BoundRowFormat; takes it off the front of `row`, which must
/// not be empty. Texts and bytes are views into the row.
BoundValue take_bound_value(std::string_view& row);

}  // namespace penstock::etl::sql
