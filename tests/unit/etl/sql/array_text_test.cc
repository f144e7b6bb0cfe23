#include "etl/sql/array_text.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

TEST(ArrayTextTest, WritesElementsAsPostgresReadsThem) {
  EXPECT_EQ(array_text("[]"), "{}");
  EXPECT_EQ(array_text("[3, 2.50 ,null,true]"), "{3,2.50,NULL,true}");
  EXPECT_EQ(array_text(R"(["Milk","a \"b\", \\ {c}","NULL",""])"),
            R"({"Milk","a \"b\", \\ {c}","NULL",""})");
}

TEST(ArrayTextTest, WritesWhatLiesWithin) {
  EXPECT_EQ(array_text("[[1,2],[3,4]]"), "{{1,2},{3,4}}");
  EXPECT_EQ(array_text(R"([{"a":"b"}])"), R"({"{\"a\":\"b\"}"})");
}

TEST(ArrayTextTest, LeavesWhatIsNoArray) {
  EXPECT_EQ(array_text("[1,"), "[1,");
  EXPECT_EQ(array_text("{}"), "{}");
}

}  // namespace
}  // namespace penstock::etl::sql
