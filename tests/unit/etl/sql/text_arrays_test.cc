#include "etl/sql/driver/text_arrays.h"

#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "etl/sql/driver/copy_text.h"

namespace penstock::etl::sql {
namespace {

using namespace std::string_view_literals;

/// The header of a text[] with one dimension and so many elements.
std::string header(char length) {
  return std::string("\0\0\0\1\0\0\0\1\0\0\0\x19\0\0\0"sv) + length + std::string("\0\0\0\1"sv);
}

std::string element(std::string_view text) {
  return std::string("\0\0\0"sv) + static_cast<char>(text.size()) + std::string(text);
}

TEST(TextArraysTest, HasAnArrayForEveryColumn) {
  const CopyTextFormat format;
  std::string bytes;
  std::vector<EncodedRow> rows;
  for (const auto* id : {"a/1", "a/2"}) {
    const auto begin = bytes.size();
    format.append_text(bytes, id);
    format.append_null(bytes);
    format.append_number(bytes, "1.5", false);
    format.end_row(bytes);
    rows.push_back({begin, static_cast<std::uint32_t>(bytes.size() - begin), 0});
  }

  EXPECT_EQ(columns_as_arrays({bytes, rows}),
            (std::vector<std::string>{header(2) + element("a/1") + element("a/2"),
                                      header(2) + "\xff\xff\xff\xff\xff\xff\xff\xff",
                                      header(2) + element("1.5") + element("1.5")}));
}

TEST(TextArraysTest, GivesTextBackAsItWas) {
  for (const auto text : {""sv, "\\N"sv, "\\"sv, "tab\tline\nreturn\rback\\n"sv, "\x01\x7f ä"sv}) {
    std::string bytes;
    CopyTextFormat().append_text(bytes, text);
    CopyTextFormat().end_row(bytes);
    const std::vector<EncodedRow> rows{{0, static_cast<std::uint32_t>(bytes.size()), 0}};

    EXPECT_EQ(columns_as_arrays({bytes, rows}),
              std::vector<std::string>{header(1) + element(text)});
  }
}

// Some rows of a batch may be left out.
TEST(TextArraysTest, TakesTheRowsThatAreNamed) {
  const std::string bytes = "a\nbb\nccc\n";
  const std::vector<EncodedRow> rows{{0, 2, 0}, {5, 4, 2}};

  EXPECT_EQ(columns_as_arrays({bytes, rows}),
            std::vector<std::string>{header(2) + element("a") + element("ccc")});
  EXPECT_TRUE(columns_as_arrays({bytes, {}}).empty());
}

}  // namespace
}  // namespace penstock::etl::sql
