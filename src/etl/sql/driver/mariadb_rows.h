#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// Rows for MariaDB and MySQL: values as texts and digits, which lie ready to be bound to the
/// parameters of a prepared statement, and of which literals are made where there is none.
/// Immutable, thread-safe.
///
///   row   := value*
///   value := 'n' | kind length:u32 bytes   (the length in the machine's order)
///   kind  := 'i' digits of a whole number of 64 bits | 'd' those of any other number | 't' a text
///          | 'b' bytes that are no text
class MariadbRowFormat final : public RowFormat {
 public:
  void append_null(std::string& row) const override;
  void append_boolean(std::string& row, bool value) const override;
  void append_number(std::string& row, std::string_view digits, bool as_text) const override;
  void append_text(std::string& row, std::string_view text) const override;
  /// ISO 8601 as the server reads it: six digits of a second, and no zone but UTC.
  void append_temporal(std::string& row, std::string_view text) const override;
  std::size_t append_blob(std::string& row, std::uint32_t size) const override;
  void append_blob_bytes(std::string& row, std::string_view bytes) const override;
  void end_row(std::string& row) const override;
};

/// A value of such a row. A view.
struct MariadbValue {
  enum class Kind : char { kNull = 'n', kInteger = 'i', kNumber = 'd', kText = 't', kBytes = 'b' };

  Kind kind = Kind::kNull;
  std::string_view text;  ///< Digits, the text, the bytes; empty for NULL.
};

/// The next value of a row; takes it off the front of `row`, which must not be empty.
MariadbValue take_mariadb_value(std::string_view& row);

/// Appends a row as the list of values of an INSERT: `('orders/1-A',12,NULL)`. Numbers with a
/// fraction are texts there too: so both ways the server makes the same of them.
void append_literals(std::string& statement, std::string_view row);

/// Takes rows off the front of `rest`: as many as have no more than `bytes_max`, and at least one.
EncodedRows take_rows(EncodedRows& rest, std::size_t bytes_max);

}  // namespace penstock::etl::sql
