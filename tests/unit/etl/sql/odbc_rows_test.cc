#include "etl/sql/driver/odbc_rows.h"

#include <gtest/gtest.h>

#include "etl/sql/driver/odbc_text.h"

namespace penstock::etl::sql {
namespace {

constexpr std::size_t kPlainBytesMax = 2'000;

/// What a row's values become, "NULL" for null.
std::vector<std::string> texts_of(std::string_view row) {
  std::vector<std::string> texts;
  while (!row.empty()) {
    const auto value = take_bound_value(row);
    const auto* const text = std::get_if<std::string_view>(&value);
    texts.emplace_back(text == nullptr ? "NULL" : *text);
  }
  return texts;
}

/// Rows side by side, for as long as this lives.
struct Rows {
  void add(const std::vector<std::string>& values) {
    const auto begin = bytes.size();
    for (const auto& value : values) OdbcRowFormat().append_text(bytes, value);
    rows.push_back({begin, static_cast<std::uint32_t>(bytes.size() - begin), 0});
  }
  EncodedRows view() const { return {bytes, rows}; }

  std::string bytes;
  std::vector<EncodedRow> rows;
};

std::string cell(const ParameterArray& array, std::size_t column, std::size_t row) {
  const auto& cells = array.columns[column];
  if (cells.bytes[row] == ParameterColumn::kNullBytes) return "NULL";
  return to_utf8(std::u16string_view(cells.cells)
                     .substr(row * cells.width, static_cast<std::size_t>(cells.bytes[row]) / 2));
}

TEST(OdbcRowsTest, WritesEveryValueAsText) {
  const OdbcRowFormat format;
  std::string row;
  format.append_null(row);
  format.append_boolean(row, true);
  format.append_boolean(row, false);
  format.append_number(row, "12345678901234567890.0123456789", false);
  format.append_number(row, "1.5e3", false);
  format.append_number(row, "1.5e3", true);
  format.append_text(row, "O'Brien");
  format.append_temporal(row, "2020-01-02T03:04:05.1234567");
  format.append_temporal(row, "2020-01-02T01:04:05.12345678+02:00");
  format.append_temporal(row, "2020-01-02");
  format.end_row(row);

  EXPECT_EQ(texts_of(row),
            (std::vector<std::string>{"NULL", "1", "0", "12345678901234567890.0123456789", "1500",
                                      "1.5e3", "O'Brien", "2020-01-02 03:04:05.1234567",
                                      "2020-01-01 23:04:05.1234567", "2020-01-02"}));
}

TEST(OdbcRowsTest, WritesShortExponentsOut) {
  EXPECT_EQ(plain_digits("12"), "12");
  EXPECT_EQ(plain_digits("-0.5"), "-0.5");
  EXPECT_EQ(plain_digits("1e3"), "1000");
  EXPECT_EQ(plain_digits("-1.25E+1"), "-12.5");
  EXPECT_EQ(plain_digits("1.25e2"), "125");
  EXPECT_EQ(plain_digits("12.5e-1"), "1.25");
  EXPECT_EQ(plain_digits("-5e-3"), "-0.005");
  EXPECT_EQ(plain_digits("0e0"), "0");
  EXPECT_EQ(plain_digits("1e300"), "1e300");
  EXPECT_EQ(plain_digits("1e-300"), "1e-300");
}

TEST(OdbcRowsTest, LaysValuesOutColumnByColumn) {
  Rows rows;
  rows.add({"orders/1", "ü"});
  rows.add({"orders/10", "日本 😀"});

  const auto array = parameters_of(rows.view(), kPlainBytesMax);

  ASSERT_EQ(array.rows, 2u);
  ASSERT_EQ(array.columns.size(), 2u);
  EXPECT_EQ(cell(array, 0, 0), "orders/1");
  EXPECT_EQ(cell(array, 0, 1), "orders/10");
  EXPECT_EQ(cell(array, 1, 0), "ü");
  EXPECT_EQ(cell(array, 1, 1), "日本 😀");
}

TEST(OdbcRowsTest, TellsNullFromAnEmptyText) {
  Rows rows;
  const OdbcRowFormat format;
  format.append_null(rows.bytes);
  format.append_text(rows.bytes, "");
  rows.rows.push_back({0, static_cast<std::uint32_t>(rows.bytes.size()), 0});

  const auto array = parameters_of(rows.view(), kPlainBytesMax);

  EXPECT_EQ(cell(array, 0, 0), "NULL");
  EXPECT_EQ(cell(array, 1, 0), "");
}

void add_bytes(Rows& rows, std::string_view content) {
  const OdbcRowFormat format;
  const auto begin = rows.bytes.size();
  format.append_text(rows.bytes, "id");
  format.append_blob(rows.bytes, static_cast<std::uint32_t>(content.size()));
  format.append_blob_bytes(rows.bytes, content);
  rows.rows.push_back({begin, static_cast<std::uint32_t>(rows.bytes.size() - begin), 0});
}

TEST(OdbcRowsTest, KeepsBytesApartFromTexts) {
  Rows rows;
  add_bytes(rows, "\x80\xff");
  add_bytes(rows, "ab");
  rows.add({"id", "a text"});

  const auto array = parameters_of(rows.view(), kPlainBytesMax);

  EXPECT_EQ(array.rows, 2u) << "a column has one or the other";
  EXPECT_FALSE(array.columns[0].is_binary);
  EXPECT_TRUE(array.columns[1].is_binary);
  EXPECT_FALSE(array.columns[1].is_large);
  EXPECT_EQ(array.columns[1].bytes, (std::vector<long>{2, 2}));
  EXPECT_EQ(array.columns[1].binary_cells,
            "\x80\xff"
            "ab");
}

TEST(OdbcRowsTest, KeepsBytesOfOneLengthTogether) {
  Rows rows;
  add_bytes(rows, "ab");
  add_bytes(rows, "");
  EXPECT_EQ(parameters_of(rows.view(), kPlainBytesMax).rows, 1u);
}

TEST(OdbcRowsTest, CallsManyBytesALargeObject) {
  Rows rows;
  add_bytes(rows, std::string(kPlainBytesMax + 1, 'x'));
  EXPECT_TRUE(parameters_of(rows.view(), kPlainBytesMax).columns[1].is_large);
}

TEST(OdbcRowsTest, BoundsThePartsOfALargeBatch) {
  Rows many;
  for (int i = 0; i < 5'000; ++i) many.add({"x"});
  EXPECT_LT(parameters_of(many.view(), kPlainBytesMax).rows, 5'000u);

  Rows with_long_text;
  with_long_text.add({"x"});
  with_long_text.add({std::string(2'000'000, 'y')});
  with_long_text.add({"z"});
  EXPECT_EQ(parameters_of(with_long_text.view(), kPlainBytesMax).rows, 1u)
      << "one long text makes all cells long";
  const EncodedRows rest{with_long_text.bytes, std::span(with_long_text.rows).subspan(1)};
  EXPECT_EQ(parameters_of(rest, kPlainBytesMax).rows, 1u) << "and goes alone";
}

}  // namespace
}  // namespace penstock::etl::sql
