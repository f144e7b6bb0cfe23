#include <limits>

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "etl/sql/driver/bound_row.h"
#include "etl/sql/driver/copy_text.h"

namespace penstock::etl::sql {
namespace {

std::string copied(std::string_view text) {
  std::string row;
  CopyTextFormat().append_text(row, text);
  return row;
}

TEST(CopyTextTest, WritesARow) {
  const CopyTextFormat format;
  std::string row;
  format.append_text(row, "orders/1");
  format.append_null(row);
  format.append_boolean(row, true);
  format.append_number(row, "1.50", false);
  format.end_row(row);

  EXPECT_EQ(row, "orders/1\t\\N\ttrue\t1.50\n");
}

/// A row of a text and of bytes, which go in where the format says.
template <typename Format>
std::string row_with_bytes(const Format& format, std::string_view bytes) {
  std::string row;
  format.append_text(row, "a");
  const auto at = format.append_blob(row, static_cast<std::uint32_t>(bytes.size()));
  format.append_boolean(row, true);
  format.end_row(row);
  std::string written;
  format.append_blob_bytes(written, bytes);
  return row.insert(at, written);
}

TEST(CopyTextTest, WritesBytesInHexadecimal) {
  EXPECT_EQ(row_with_bytes(CopyTextFormat(), std::string_view("\0\xff", 2)),
            "a\t\\\\x00ff\ttrue\n");
  EXPECT_EQ(row_with_bytes(CopyTextFormat(), ""), "a\t\\\\x\ttrue\n");
}

TEST(BoundRowTest, GivesBackBytes) {
  const auto row = row_with_bytes(BoundRowFormat(), "\x80\xff");
  std::string_view rest = row;
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::string_view("a")));
  EXPECT_EQ(take_bound_value(rest), BoundValue(BoundBytes{"\x80\xff"}));
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::int64_t{1}));
  EXPECT_TRUE(rest.empty());
}

// Every position within and behind the words of eight bytes that are looked at together.
TEST(CopyTextTest, EscapesWhatCopyWouldTakeForItsOwn) {
  for (std::size_t before = 0; before < 20; ++before) {
    const std::string plain(before, 'x');
    EXPECT_EQ(copied(fmt::format("{0}\\N{0}", plain)), fmt::format("{0}\\\\N{0}\t", plain));
    EXPECT_EQ(copied(fmt::format("{0}\n{0}", plain)), fmt::format("{0}\\n{0}\t", plain));
    EXPECT_EQ(copied(plain + "\t"), plain + "\\t\t");
    EXPECT_EQ(copied(plain + "\r\\"), plain + "\\r\\\\\t");
  }
}

TEST(CopyTextTest, LeavesUnicodeAlone) {
  EXPECT_EQ(copied("Ünïcode 日本 😀 \x7f"), "Ünïcode 日本 😀 \x7f\t");
}

TEST(BoundRowTest, GivesBackWhatWasWritten) {
  const BoundRowFormat format;
  std::string row;
  format.append_null(row);
  format.append_boolean(row, true);
  format.append_number(row, "-9223372036854775808", false);
  format.append_number(row, "0.5", false);
  format.append_number(row, "1.10", true);
  format.append_number(row, "9223372036854775808", false);
  format.append_number(row, "1e999", false);
  format.append_text(row, std::string_view("a\0b", 3));

  std::string_view rest = row;
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::monostate{}));
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::int64_t{1}));
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::numeric_limits<std::int64_t>::min()));
  EXPECT_EQ(take_bound_value(rest), BoundValue(0.5));
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::string_view("1.10")));
  EXPECT_EQ(take_bound_value(rest), BoundValue(9223372036854775808.0));
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::string_view("1e999")));
  EXPECT_EQ(take_bound_value(rest), BoundValue(std::string_view("a\0b", 3)));
  EXPECT_TRUE(rest.empty());
}

}  // namespace
}  // namespace penstock::etl::sql
