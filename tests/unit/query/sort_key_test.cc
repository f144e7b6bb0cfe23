#include "query/sort_key.h"

#include <algorithm>

#include "unit/query/query_test.h"

namespace penstock::query {
namespace {

using ::testing::ElementsAre;

/// The values of "v", sorted.
std::vector<std::string> sorted(const std::string& order_by, std::vector<std::string> values) {
  const auto query = must(parse("from Things order by " + order_by));
  std::stable_sort(values.begin(), values.end(), [&](const auto& left, const auto& right) {
    const auto keys_of = [&](const std::string& value) {
      const auto body = value.empty() ? "{}" : R"({"v":)" + value + "}";
      return sort_keys(thing(body), query.order_by);
    };
    return compare_keys(keys_of(left), keys_of(right), query.order_by) < 0;
  });
  return values;
}

TEST(SortKeyTest, SortsAsTextWithoutCaseUnlessToldOtherwise) {
  EXPECT_THAT(sorted("v", {R"("b")", R"("A")", R"("a")", R"("B")"}),
              ElementsAre(R"("A")", R"("a")", R"("b")", R"("B")"));
  EXPECT_THAT(sorted("v", {"9", "10", "-1"}), ElementsAre("-1", "10", "9"));
}

TEST(SortKeyTest, SortsNumbers) {
  EXPECT_THAT(sorted("v as double", {"9.5", "10", "-1", "9"}), ElementsAre("-1", "9", "9.5", "10"));
  EXPECT_THAT(sorted("v as long", {"10", "9.9", "9.1", "-1"}),
              ElementsAre("-1", "9.9", "9.1", "10"));
  EXPECT_THAT(sorted("v as long", {"9007199254740993", "9007199254740992"}),
              ElementsAre("9007199254740992", "9007199254740993"));
}

TEST(SortKeyTest, NullsAndMissingMembersAreTheLeastUnlessToldOtherwise) {
  EXPECT_THAT(sorted("v as long", {"1", "null", "", R"("x")"}),
              ElementsAre("null", "", R"("x")", "1"));
  EXPECT_THAT(sorted("v as long desc", {"null", "1"}), ElementsAre("1", "null"));
  EXPECT_THAT(sorted("v as long nulls last", {"null", "1"}), ElementsAre("1", "null"));
  EXPECT_THAT(sorted("v as long desc nulls first", {"1", "null"}), ElementsAre("null", "1"));
}

TEST(SortKeyTest, SortsRunsOfDigitsAsNumbers) {
  EXPECT_THAT(sorted("v as alphaNumeric", {R"("f10")", R"("f9")", R"("f")", R"("F09b")", "7"}),
              ElementsAre("7", R"("f")", R"("f9")", R"("F09b")", R"("f10")"));
}

TEST(SortKeyTest, LaterTermsDecideBetweenEquals) {
  const auto query = must(parse("from Things order by a as long, b desc"));
  const auto keys_of = [&](std::string_view body) {
    return sort_keys(thing(body), query.order_by);
  };
  EXPECT_TRUE(compare_keys(keys_of(R"({"a":1,"b":"z"})"), keys_of(R"({"a":1,"b":"y"})"),
                           query.order_by) < 0);
  EXPECT_TRUE(compare_keys(keys_of(R"({"a":1,"b":"y"})"), keys_of(R"({"a":2,"b":"z"})"),
                           query.order_by) < 0);
  EXPECT_TRUE(compare_keys(keys_of(R"({"a":1,"b":"y"})"), keys_of(R"({"a":1.5,"b":"Y"})"),
                           query.order_by) == 0);
}

TEST(SortKeyTest, OfAListTheFirstElementCounts) {
  EXPECT_THAT(sorted("v as long", {"[3,0]", "[1]", "[]", "2"}),
              ElementsAre("[]", "[1]", "2", "[3,0]"));
}

}  // namespace
}  // namespace penstock::query
