#include "etl/sql/value.h"

#include <gtest/gtest.h>

#include "etl/sql/driver/copy_text.h"
#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

/// What COPY gets for a JSON value in such a column; "objection" if the value does not fit.
std::string stored(std::string_view json, const Column& column) {
  ObjectReader reader;
  const auto object = "{\"x\":" + std::string(json) + "}";
  std::string row;
  const auto& member = testing::must(reader.read(object))->front();
  const bool refused = append_value(member, column, CopyTextFormat(), row).has_value();
  if (!row.empty()) row.pop_back();
  return refused ? "objection" : row;
}

Column column_of(ColumnKind kind, std::uint32_t bits = 0, std::uint32_t characters_max = 0) {
  return {"x", {kind, bits, characters_max}, false, false};
}

TEST(ValueTest, StoresTextWithoutEscapesAndCountsCharacters) {
  const auto column = column_of(ColumnKind::kText, 0, 3);
  EXPECT_EQ(stored(R"("a\u00e9")", column), "aé");
  EXPECT_EQ(stored(R"("äöü   ")", column), "äöü   ");
  EXPECT_EQ(stored(R"("äöüß")", column), "objection");
  EXPECT_EQ(stored(R"("\u0000")", column), "objection");
  EXPECT_EQ(stored("1.0", column), "1.0");
  EXPECT_EQ(stored("true", column), "true");
}

TEST(ValueTest, StoresWholeNumbersThatFit) {
  const auto small = column_of(ColumnKind::kInteger, 16);
  EXPECT_EQ(stored("32767", small), "32767");
  EXPECT_EQ(stored("-32768", small), "-32768");
  EXPECT_EQ(stored("32768", small), "objection");
  EXPECT_EQ(stored("5.0", small), "5");
  EXPECT_EQ(stored("1e3", small), "1000");
  EXPECT_EQ(stored("1.5", small), "objection");
  EXPECT_EQ(stored("false", small), "objection");
  EXPECT_EQ(stored(R"(" 12 ")", small), "12");
  EXPECT_EQ(stored(R"("3.5")", small), "objection");
  EXPECT_EQ(stored(R"("many")", small), "objection");
  EXPECT_EQ(stored(R"("")", small), "objection");
  EXPECT_EQ(stored("-9223372036854775808", column_of(ColumnKind::kInteger, 64)),
            "-9223372036854775808");
  EXPECT_EQ(stored("9223372036854775808", column_of(ColumnKind::kInteger, 64)), "objection");
}

TEST(ValueTest, KeepsTheDigitsOfOtherNumbers) {
  const auto column = column_of(ColumnKind::kNumber);
  EXPECT_EQ(stored("1234567890123456789.10", column), "1234567890123456789.10");
  EXPECT_EQ(stored("1e400", column), "1e400");
  EXPECT_EQ(stored("true", column), "objection");
}

TEST(ValueTest, StoresJsonAsItStands) {
  const auto column = column_of(ColumnKind::kJson);
  EXPECT_EQ(stored(R"("a")", column), R"("a")");
  EXPECT_EQ(stored(R"({"a":[1.0]} )", column), R"({"a":[1.0]})");
  EXPECT_EQ(stored("1.0", column), "1.0");
  EXPECT_EQ(stored("null", column), "\\N");
}

TEST(ValueTest, RefusesNullWhereTheColumnDoes) {
  auto column = column_of(ColumnKind::kText);
  column.not_null = true;
  EXPECT_EQ(stored("null", column), "objection");
}

TEST(ValueTest, RefusesNumbersAndTruthForDates) {
  const auto column = column_of(ColumnKind::kTemporal);
  EXPECT_EQ(stored("20200102", column), "objection");
  EXPECT_EQ(stored("true", column), "objection");
  EXPECT_EQ(stored(R"("2020-01-02T03:04:05.0000000Z")", column), "2020-01-02T03:04:05.0000000Z");
}

TEST(ObjectReaderTest, RefusesWhatIsNoObject) {
  ObjectReader reader;
  for (const std::string json :
       {"", "[]", "1", "{", R"({"a":1)", R"({"a":1}})", R"({"a":1} {})", R"({"a":tru})",
        R"({"a":"\ud800"})", R"({"a":[1,})", R"({"a":1.x})", R"({"a":})", "{\"a\":\"\xff\"}"}) {
    EXPECT_FALSE(reader.read(json)) << json;
  }
  EXPECT_OK(reader.read(R"( { "a" : [ 1 ] , "b" : { } } )"));
}

}  // namespace
}  // namespace penstock::etl::sql
