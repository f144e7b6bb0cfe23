#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "etl/sql/driver/bound_row.h"

namespace penstock::etl::sql {

/// Rows for ODBC: every value a text, in a form that all products read, which they make a value of
/// the column's type. Numbers keep their digits, without an exponent where that is short. Moments
/// are "2020-01-02 03:04:05.1234567", in UTC. Bytes stay bytes. Rows are as BoundRowFormat has
/// texts, bytes and nulls. Immutable, thread-safe.
class OdbcRowFormat final : public RowFormat {
 public:
  void append_null(std::string& row) const override;
  void append_boolean(std::string& row, bool value) const override;
  void append_number(std::string& row, std::string_view digits, bool as_text) const override;
  void append_text(std::string& row, std::string_view text) const override;
  void append_temporal(std::string& row, std::string_view text) const override;
  std::size_t append_blob(std::string& row, std::uint32_t size) const override;
  void append_blob_bytes(std::string& row, std::string_view bytes) const override;
  void end_row(std::string& row) const override;

 private:
  BoundRowFormat bound_;
};

/// "1500" of "1.5e3"; whatever would grow beyond forty digits comes back as it was.
std::string plain_digits(std::string_view digits);

/// The values of one parameter for many rows, side by side as a driver takes them, each in `width`
/// units: UTF-16 texts, or bytes.
struct ParameterColumn {
  std::size_t width = 0;
  bool is_binary = false;
  bool is_large = false;  ///< Bytes to be declared as a large object.
  std::u16string cells;
  std::string binary_cells;  ///< Instead of `cells`.
  std::vector<long> bytes;   ///< Of each value; kNullBytes for NULL.

  static constexpr long kNullBytes = -1;
};

/// The values of all parameters for some rows. Owns its bytes.
struct ParameterArray {
  std::size_t rows = 0;
  std::vector<ParameterColumn> columns;
};

/// The first rows that go well together: a bounded number of them and of bytes, and at least one.
/// Bytes beyond `plain_bytes_max` are large objects; those of one column are all of one length.
ParameterArray parameters_of(const EncodedRows& rows, std::size_t plain_bytes_max);
/// One row.
ParameterArray parameters_of(std::span<const std::string> values);

}  // namespace penstock::etl::sql
