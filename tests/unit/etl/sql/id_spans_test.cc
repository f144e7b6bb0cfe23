#include "etl/sql/id_spans.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;

using Ids = std::vector<std::string_view>;

TEST(IdSpansTest, NumbersOfOneLengthAreOneSpan) {
  const Ids ids{"orders/42-A", "orders/17-A", "orders/99-A"};

  const IdSpans spans(ids);

  ASSERT_THAT(spans.spans(), SizeIs(1));
  EXPECT_EQ(spans.spans()[0].lowest, "orders/17-A");
  EXPECT_EQ(spans.spans()[0].highest, "orders/99-A");
}

// Else "orders/9-A" to "orders/10-A" would have almost everything between them, or nothing.
TEST(IdSpansTest, LongerNumbersAreASpanOfTheirOwn) {
  const Ids ids{"orders/9-A", "orders/10-A", "orders/8-A", "orders/11-A"};

  const IdSpans spans(ids);

  ASSERT_THAT(spans.spans(), SizeIs(2));
  EXPECT_EQ(spans.spans()[0].lowest, "orders/8-A");
  EXPECT_EQ(spans.spans()[0].highest, "orders/9-A");
  EXPECT_EQ(spans.spans()[1].lowest, "orders/10-A");
  EXPECT_EQ(spans.spans()[1].highest, "orders/11-A");
}

// Collations order letters each in its own way.
TEST(IdSpansTest, IdsThatDifferInLettersHaveNone) {
  EXPECT_THAT(IdSpans(Ids{"a", "b", "c", "d", "e"}).spans(), IsEmpty());
  EXPECT_THAT(IdSpans(Ids{"straße/1"}).spans(), IsEmpty());
}

TEST(IdSpansTest, WhatIsStoredBetweenTheIdsIsNoneOfThem) {
  const Ids ids{"orders/70001-A", "orders/70019-A"};
  const IdSpans spans(ids);

  EXPECT_FALSE(spans.may_be_among({}));
  EXPECT_FALSE(spans.may_be_among({{"orders/7001-A"}, {"orders/70010-A"}, {std::nullopt}}));
  EXPECT_TRUE(spans.may_be_among({{"orders/7001-A"}, {"orders/70019-A"}}));
}

// Destinations compare by collations that know no case, and digits of other scripts.
TEST(IdSpansTest, WhatADestinationMayTakeForAnIdMayBeIt) {
  const Ids ids{"orders/17-A"};
  const IdSpans spans(ids);

  EXPECT_TRUE(spans.may_be_among({{"ORDERS/17-a "}}));
  EXPECT_TRUE(spans.may_be_among({{"orders/１７-A"}}));
}

}  // namespace
}  // namespace penstock::etl::sql
