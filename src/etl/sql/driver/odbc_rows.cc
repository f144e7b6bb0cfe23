#include "etl/sql/driver/odbc_rows.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <optional>

#include "base/check.h"
#include "etl/sql/driver/moment.h"
#include "etl/sql/driver/odbc_text.h"

namespace penstock::etl::sql {
namespace {

/// What one call takes: more rows gain nothing, and a long value makes all cells of its column
/// long.
constexpr std::size_t kRowsMax = 1'024;
constexpr std::size_t kUnitsMax = std::size_t{512} << 10;
constexpr std::size_t kFractionDigitsMax = 7;
constexpr int kPlainDigitsMax = 40;

using Values = std::vector<BoundValue>;

Values values_of(std::string_view row) {
  Values values;
  while (!row.empty()) values.push_back(take_bound_value(row));
  return values;
}

/// Nothing of NULL.
std::optional<std::string_view> content_of(const BoundValue& value) {
  if (const auto* const text = std::get_if<std::string_view>(&value)) return *text;
  if (const auto* const blob = std::get_if<BoundBytes>(&value)) return blob->bytes;
  return std::nullopt;
}

bool is_binary(const BoundValue& value) { return std::holds_alternative<BoundBytes>(value); }

/// Gathers rows as long as they fit.
class Gatherer {
 public:
  /// False if the row does not fit any more.
  bool add(Values values) {
    widths_.resize(values.size());
    auto widths = widths_;
    std::size_t units = 0;
    for (std::size_t i = 0; i < values.size(); ++i) {
      // Never more UTF-16 units than UTF-8 bytes.
      widths[i] = std::max(widths[i], content_of(values[i]).value_or("").size());
      units += widths[i];
    }
    const bool is_full = rows_.size() == kRowsMax || units * (rows_.size() + 1) > kUnitsMax;
    if (!rows_.empty() && (is_full || !suits(values))) return false;
    widths_ = std::move(widths);
    rows_.push_back(std::move(values));
    return true;
  }

  ParameterArray take() const {
    ParameterArray array;
    array.rows = rows_.size();
    for (std::size_t i = 0; i < widths_.size(); ++i) array.columns.push_back(column(i));
    return array;
  }

 private:
  /// A column holds texts, or bytes of one length: SQLite's driver takes all of an array for as
  /// long as the longest.
  bool suits(const Values& values) const {
    const auto& first = rows_.front();
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (is_binary(values[i]) != is_binary(first[i])) return false;
      if (is_binary(first[i]) && content_of(values[i])->size() != content_of(first[i])->size()) {
        return false;
      }
    }
    return true;
  }

  ParameterColumn column(std::size_t index) const {
    ParameterColumn column;
    column.width = std::max<std::size_t>(widths_[index], 1);
    column.is_binary = is_binary(rows_.front()[index]);
    const auto units = column.width * rows_.size();
    column.is_binary ? column.binary_cells.resize(units) : column.cells.resize(units);
    for (std::size_t row = 0; row < rows_.size(); ++row) {
      const auto content = content_of(rows_[row][index]);
      column.bytes.push_back(content ? write(*content, row, column) : ParameterColumn::kNullBytes);
    }
    return column;
  }

  /// How many bytes it takes.
  static long write(std::string_view content, std::size_t row, ParameterColumn& column) {
    const auto begin = row * column.width;
    if (column.is_binary) {
      std::copy(content.begin(), content.end(),
                column.binary_cells.begin() + static_cast<std::ptrdiff_t>(begin));
      return static_cast<long>(content.size());
    }
    return static_cast<long>(write_utf16(content, column.cells.data() + begin) * sizeof(char16_t));
  }

  std::vector<std::size_t> widths_;
  std::vector<Values> rows_;
};

}  // namespace

void OdbcRowFormat::append_null(std::string& row) const { bound_.append_null(row); }

void OdbcRowFormat::append_boolean(std::string& row, bool value) const {
  bound_.append_text(row, value ? "1" : "0");
}

void OdbcRowFormat::append_number(std::string& row, std::string_view digits, bool as_text) const {
  bound_.append_text(row, as_text ? std::string(digits) : plain_digits(digits));
}

void OdbcRowFormat::append_text(std::string& row, std::string_view text) const {
  bound_.append_text(row, text);
}

void OdbcRowFormat::append_temporal(std::string& row, std::string_view text) const {
  auto moment = utc_moment(text, kFractionDigitsMax);
  constexpr std::size_t kDateLength = 10;  // "2020-01-02"
  if (moment.size() > kDateLength && moment[kDateLength] == 'T') moment[kDateLength] = ' ';
  bound_.append_text(row, moment);
}

std::size_t OdbcRowFormat::append_blob(std::string& row, std::uint32_t size) const {
  return bound_.append_blob(row, size);
}

void OdbcRowFormat::append_blob_bytes(std::string& row, std::string_view bytes) const {
  bound_.append_blob_bytes(row, bytes);
}

void OdbcRowFormat::end_row(std::string& row) const { bound_.end_row(row); }

std::string plain_digits(std::string_view digits) {
  const auto exponent_at = digits.find_first_of("eE");
  if (exponent_at == std::string_view::npos) return std::string(digits);
  auto exponent_digits = digits.substr(exponent_at + 1);
  if (exponent_digits.starts_with('+')) exponent_digits.remove_prefix(1);
  int exponent = 0;
  const auto read = std::from_chars(exponent_digits.data(),
                                    exponent_digits.data() + exponent_digits.size(), exponent);
  const bool is_short = exponent_at < kPlainDigitsMax && std::abs(exponent) < kPlainDigitsMax;
  if (read.ec != std::errc{} || !is_short) return std::string(digits);
  std::string number(digits.substr(0, exponent_at));
  const std::string sign = number.starts_with('-') ? "-" : "";
  number.erase(0, sign.size());
  auto point = static_cast<int>(std::min(number.find('.'), number.size()));
  number.erase(std::remove(number.begin(), number.end(), '.'), number.end());
  point += exponent;
  if (point <= 0) {
    number.insert(0, static_cast<std::size_t>(1 - point), '0');
    point = 1;
  }
  const auto point_at = static_cast<std::size_t>(point);
  if (number.size() <= point_at) return sign + number.append(point_at - number.size(), '0');
  return sign + number.insert(point_at, 1, '.');
}

ParameterArray parameters_of(const EncodedRows& rows, std::size_t plain_bytes_max) {
  CHECK(!rows.rows.empty());
  Gatherer gatherer;
  for (const auto& row : rows.rows) {
    if (!gatherer.add(values_of(rows.bytes.substr(row.begin, row.length)))) break;
  }
  auto array = gatherer.take();
  for (auto& column : array.columns) {
    column.is_large = column.is_binary && column.width > plain_bytes_max;
  }
  return array;
}

ParameterArray parameters_of(std::span<const std::string> values) {
  Gatherer gatherer;
  gatherer.add({values.begin(), values.end()});
  return gatherer.take();
}

}  // namespace penstock::etl::sql
