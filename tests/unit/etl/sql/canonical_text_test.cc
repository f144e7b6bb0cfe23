#include "etl/sql/canonical_text.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

TEST(CanonicalTextTest, TakesNumbersOfOneValueForTheSame) {
  EXPECT_EQ(canonical_number("1.50"), canonical_number("15e-1"));
  EXPECT_EQ(canonical_number("1500"), canonical_number("1.5E+3"));
  EXPECT_EQ(canonical_number("-0.0"), canonical_number("0"));
  EXPECT_EQ(canonical_number("007"), canonical_number("7.000"));
  EXPECT_NE(canonical_number("9007199254740993"), canonical_number("9007199254740992"));
  EXPECT_NE(canonical_number("-1"), canonical_number("1"));
}

TEST(CanonicalTextTest, LeavesAloneWhatIsNoNumber) {
  for (const auto* text : {"", "-", "NaN", "Infinity", "1.2.3", "1e", "'5'", "5x", "NULL"}) {
    EXPECT_EQ(canonical_number(text), text);
  }
}

TEST(CanonicalTextTest, TakesJsonOfOneContentForTheSame) {
  EXPECT_EQ(canonical_json(R"({"b": [1.0, true, null], "a": "x\u0041"})"),
            canonical_json(R"({"a":"xA","b":[1,true,null]})"));
  EXPECT_EQ(canonical_json("5.0"), canonical_json(" 5 "));
  EXPECT_EQ(canonical_json(R"({"a":1,"a":2})"), canonical_json(R"({"a":2})"));
  EXPECT_NE(canonical_json("\"5\""), canonical_json("5"));
  EXPECT_NE(canonical_json("[1,2]"), canonical_json("[2,1]"));
}

TEST(CanonicalTextTest, LeavesAloneWhatIsNoJson) {
  for (const auto* text : {"", "{", "[1", "1,2", "nope", "{} {}"}) {
    EXPECT_EQ(canonical_json(text), text);
  }
}

TEST(CanonicalTextTest, ReadsAValueAsItsColumnDoes) {
  EXPECT_EQ(canonical_text("1.0", {ColumnKind::kNumber}), "1e0");
  EXPECT_EQ(canonical_text("1.0", {ColumnKind::kText}), "1.0");
  EXPECT_EQ(canonical_text("1.0", {ColumnKind::kAny}), canonical_text("1", {ColumnKind::kAny}));
  EXPECT_NE(canonical_text("'1'", {ColumnKind::kAny}), canonical_text("1", {ColumnKind::kAny}));
}

}  // namespace
}  // namespace penstock::etl::sql
