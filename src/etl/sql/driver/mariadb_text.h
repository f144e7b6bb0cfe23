#pragma once

#include <span>
#include <string>
#include <string_view>

#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// Rows as the list of values of an INSERT: `('orders/1-A',12,NULL),`. Whole numbers and fractions
/// stand as they are, everything else between quotes. A session must have been told how to read
/// them: utf8mb4, and backslashes that escape. Immutable, thread-safe.
///
/// What a row begins with stands at the end of the one before, so that rows lie side by side:
///
///   row := value (',' value)* "),("
class MariadbRowFormat final : public RowFormat {
 public:
  static constexpr std::string_view kRowEnd = "),(";

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

/// `text` between quotes, as the same sessions read it.
std::string mariadb_literal(std::string_view text);

/// `statement` with `literals[0]` in place of every ?1, and so on; a question mark between quotes
/// is left alone.
std::string with_literals(std::string_view statement, std::span<const std::string> literals);

/// "2020-01-02T01:04:05.123456" of "2020-01-02T03:04:05.1234567+02:00"; whatever is no moment in
/// ISO 8601 comes back as it was.
std::string mariadb_moment(std::string_view text);

}  // namespace penstock::etl::sql
