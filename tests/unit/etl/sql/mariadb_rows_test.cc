#include "etl/sql/driver/mariadb_rows.h"

#include <vector>

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using Kind = MariadbValue::Kind;

class MariadbRowsTest : public ::testing::Test {
 protected:
  /// What the row says of a number.
  MariadbValue number(std::string_view digits, bool as_text = false) {
    row_.clear();
    format_.append_number(row_, digits, as_text);
    std::string_view rest = row_;
    return take_mariadb_value(rest);
  }

  MariadbRowFormat format_;
  std::string row_;
};

TEST_F(MariadbRowsTest, GivesBackTheValuesOfARow) {
  format_.append_text(row_, "orders/1");
  format_.append_null(row_);
  format_.append_boolean(row_, true);
  format_.append_temporal(row_, "2020-01-02T03:04:05Z");
  format_.append_text(row_, "");
  format_.end_row(row_);

  std::vector<std::pair<Kind, std::string_view>> values;
  for (std::string_view rest = row_; !rest.empty();) {
    const auto value = take_mariadb_value(rest);
    values.emplace_back(value.kind, value.text);
  }

  EXPECT_EQ(values,
            (std::vector<std::pair<Kind, std::string_view>>{{Kind::kText, "orders/1"},
                                                            {Kind::kNull, ""},
                                                            {Kind::kInteger, "1"},
                                                            {Kind::kText, "2020-01-02T03:04:05"},
                                                            {Kind::kText, ""}}));
}

TEST_F(MariadbRowsTest, KeepsTheDigitsOfNumbers) {
  EXPECT_EQ(number("-9223372036854775808").kind, Kind::kInteger);
  EXPECT_EQ(number("9223372036854775808").kind, Kind::kNumber);
  EXPECT_EQ(number("1e3").kind, Kind::kNumber);
  EXPECT_EQ(number("12345678901234567890.0123456789").text, "12345678901234567890.0123456789");
  EXPECT_EQ(number("12", true).kind, Kind::kText);
}

TEST_F(MariadbRowsTest, WritesLiteralsOfARow) {
  format_.append_text(row_, "o'brien");
  format_.append_null(row_);
  format_.append_number(row_, "12", false);
  format_.append_number(row_, "1.50", false);
  std::string statement = "VALUES ";

  append_literals(statement, row_);

  EXPECT_EQ(statement, R"(VALUES ('o\'brien',NULL,12,'1.50'))");
}

TEST_F(MariadbRowsTest, WritesBytesThatNoCharacterSetTouches) {
  const auto at = format_.append_blob(row_, 4);
  std::string bytes;
  format_.append_blob_bytes(bytes, std::string_view("\0'\\\xff", 4));
  row_.insert(at, bytes);
  std::string statement;

  append_literals(statement, row_);

  EXPECT_EQ(statement, "(_binary'\\0\\'\\\\\xff')");
}

TEST_F(MariadbRowsTest, TakesAsManyRowsAsFit) {
  const EncodedRow rows[] = {{0, 40, 0}, {40, 60, 0}, {100, 1, 1}, {101, 500, 2}};
  EncodedRows rest{{}, rows};

  EXPECT_EQ(take_rows(rest, 100).rows.size(), 2u);
  EXPECT_EQ(take_rows(rest, 100).rows.size(), 1u);
  EXPECT_EQ(take_rows(rest, 100).rows.size(), 1u);  // Too long, and yet taken.
  EXPECT_TRUE(rest.rows.empty());
}

}  // namespace
}  // namespace penstock::etl::sql
