#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace penstock::etl::sql {

/// How a driver wants the values of a row in the bytes that its bulk path takes: rows are formatted
/// once, straight from the JSON, and sent from there. Immutable, thread-safe.
class RowFormat {
 public:
  virtual ~RowFormat() = default;

  virtual void append_null(std::string& row) const = 0;
  virtual void append_boolean(std::string& row, bool value) const = 0;
  /// `digits` is a JSON number. `as_text`: the column wants its digits as they are.
  virtual void append_number(std::string& row, std::string_view digits, bool as_text) const = 0;
  virtual void append_text(std::string& row, std::string_view text) const = 0;
  /// Text for a column of dates or times; in documents such text is ISO 8601.
  virtual void append_temporal(std::string& row, std::string_view text) const {
    append_text(row, text);
  }
  /// A value of so many bytes, without them: returns where in `row` they belong, as
  /// append_blob_bytes() writes them, a part after the other.
  virtual std::size_t append_blob(std::string& row, std::uint32_t size) const = 0;
  virtual void append_blob_bytes(std::string& row, std::string_view bytes) const = 0;
  virtual void end_row(std::string& row) const = 0;
};

/// Where a row lies in its bytes, and whose it is.
struct EncodedRow {
  std::size_t begin = 0;
  std::uint32_t length = 0;
  std::uint32_t document = 0;  ///< Its index in the batch.
};

/// Rows to insert, all with the same columns. A view.
struct EncodedRows {
  std::string_view bytes;
  std::span<const EncodedRow> rows;
};

}  // namespace penstock::etl::sql
