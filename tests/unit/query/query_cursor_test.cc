#include "query/query_cursor.h"

#include "query/projection.h"
#include "query/sorted_rows.h"
#include "unit/query/query_test.h"

namespace penstock::query {
namespace {

using ::testing::HasSubstr;
using testing::TemporaryDatabase;

class QueryCursorTest : public ::testing::Test {
 protected:
  QueryCursorTest() {
    for (int n = 1; n <= 5; ++n) {
      const auto id = fmt::format("orders/{}", n);
      database_.put(
          id,
          fmt::format(R"({{"n":{},"half":{},"@metadata":{{"@collection":"Orders"}}}})", n, n / 2));
    }
    database_.put_in("Employees", "employees/1", "1");
    database_.put_in("Employees", "orders/of-an-employee", "2");
  }

  /// "orders/2 orders/1 (5)": the ids in order, and how many there are in all.
  std::string found(const std::string& text, std::string_view parameters = "{}") {
    const auto query = must(parse(text, parameters));
    const auto snapshot = must(database_->snapshot());
    QueryCursor cursor(snapshot, query);
    std::string ids;
    while (const auto document = must(cursor.next())) ids += document->id + ' ';
    return ids + fmt::format("({})", must(cursor.count_all()));
  }

  TemporaryDatabase database_;
};

TEST_F(QueryCursorTest, WalksACollectionInTheOrderOfItsChanges) {
  EXPECT_EQ(found("from Orders"), "orders/1 orders/2 orders/3 orders/4 orders/5 (5)");
  database_.put("orders/2", R"({"n":2,"@metadata":{"@collection":"Orders"}})");
  EXPECT_EQ(found("from 'ORDERS'"), "orders/1 orders/3 orders/4 orders/5 orders/2 (5)");
  EXPECT_EQ(found("from Nothing"), "(0)");
}

TEST_F(QueryCursorTest, EndsWithoutAnythingForANameThatNoCollectionHas) {
  EXPECT_EQ(found(std::string("from 'Orders\0'", 14)), "(0)");
}

TEST_F(QueryCursorTest, WalksAllDocuments) {
  EXPECT_EQ(found("from @all_docs where n = 1"), "orders/1 employees/1 (2)");
}

TEST_F(QueryCursorTest, GivesAPageAndCountsAll) {
  EXPECT_EQ(found("from Orders where n > 1 limit 1, 2"), "orders/3 orders/4 (4)");
  EXPECT_EQ(found("from Orders where n > 1 limit 0"), "(4)");
  EXPECT_EQ(found("from Orders where n > 1 limit 9, 2"), "(4)");
  EXPECT_EQ(found("from Orders limit 3, 9"), "orders/4 orders/5 (5)");
  EXPECT_EQ(found("from Orders where n > 1 limit $a, $b",
                  R"({"a":9223372036854775807,"b":9223372036854775807})"),
            "(4)");
}

TEST_F(QueryCursorTest, PutsInOrder) {
  EXPECT_EQ(found("from Orders order by n as long desc"),
            "orders/5 orders/4 orders/3 orders/2 orders/1 (5)");
  EXPECT_EQ(found("from Orders order by half as long desc, n as long limit 1, 3"),
            "orders/5 orders/2 orders/3 (5)");
  EXPECT_EQ(found("from Orders order by id() desc limit 2"), "orders/5 orders/4 (5)");
  EXPECT_EQ(found("from Orders order by n limit 0"), "(5)");
}

TEST_F(QueryCursorTest, WhatIsEqualInOrderIsInTheOrderOfItsChanges) {
  database_.put("orders/2", R"({"n":2,"half":1,"@metadata":{"@collection":"Orders"}})");
  EXPECT_EQ(found("from Orders order by half as long"),
            "orders/1 orders/3 orders/2 orders/4 orders/5 (5)");
  EXPECT_EQ(found("from Orders order by half as long limit 2"), "orders/1 orders/3 (5)");
}

TEST_F(QueryCursorTest, FindsById) {
  EXPECT_EQ(found("from Orders where id() = 'ORDERS/3'"), "orders/3 (1)");
  EXPECT_EQ(found("from Orders where id() in ('orders/5', 'x', 'orders/1', 'ORDERS/5')"),
            "orders/5 orders/1 (2)");
  EXPECT_EQ(found("from Orders where id() in ($p) and n > 1", R"({"p":["orders/1","orders/2"]})"),
            "orders/2 (1)");
  EXPECT_EQ(found("from Orders where id() = 'orders/1' or n = 2"), "orders/1 orders/2 (2)");
  EXPECT_EQ(found("from Employees where id() = 'orders/1'"), "(0)");
  EXPECT_EQ(found("from @all_docs where id() = 'orders/1'"), "orders/1 (1)");
  EXPECT_EQ(found("from Orders where exact(id() = 'ORDERS/3')"), "(0)");
  EXPECT_EQ(found("from Orders where id() = null"), "(0)");
}

TEST_F(QueryCursorTest, FindsByTheBeginOfIds) {
  EXPECT_EQ(found("from Orders where startsWith(id(), 'ORDERS/') and n < 3"),
            "orders/1 orders/2 (2)");
  EXPECT_EQ(found("from Employees where startsWith(id(), 'orders/')"), "orders/of-an-employee (1)");
}

TEST_F(QueryCursorTest, LeavesOutWhatIsSelectedTwice) {
  EXPECT_EQ(found("from Orders select distinct half"), "orders/1 orders/2 orders/4 (3)");
  EXPECT_EQ(found("from Orders select distinct half limit 1"), "orders/1 (3)");
  EXPECT_EQ(found("from Orders order by n as long desc select distinct half limit 1, 1"),
            "orders/2 (3)");
  EXPECT_EQ(found("from Orders select distinct *"),
            "orders/1 orders/2 orders/3 orders/4 orders/5 (5)");
}

TEST_F(QueryCursorTest, ReadsOneMomentOnly) {
  const auto query = must(parse("from Orders where n > 0"));
  const auto snapshot = must(database_->snapshot());
  QueryCursor cursor(snapshot, query);
  must(cursor.next());
  database_.remove("orders/5");
  database_.put("orders/6", R"({"n":6,"@metadata":{"@collection":"Orders"}})");
  EXPECT_EQ(must(cursor.count_all()), 5u);
}

TEST_F(QueryCursorTest, BreaksOffWhereverItLooks) {
  std::stop_source stop;
  stop.request_stop();
  const auto snapshot = must(database_->snapshot());
  for (const auto* text :
       {"from Orders where n = 0", "from Orders order by n", "from Orders where id() = 'orders/1'",
        "from Orders where startsWith(id(), 'employees/')"}) {
    const auto query = must(parse(text));
    EXPECT_EQ(QueryCursor(snapshot, query, stop.get_token()).next().error().code,
              ErrorCode::kCancelled)
        << text;
    EXPECT_EQ(QueryCursor(snapshot, query, stop.get_token()).count_all().error().code,
              ErrorCode::kCancelled)
        << text;
  }
}

TEST_F(QueryCursorTest, RefusesToSortMoreThanFitsIntoItsBound) {
  const auto query = must(parse("from Things order by v"));
  const auto document = thing(R"({"v":")" + std::string(1 << 20, 'x') + R"("})");
  SortedRows unlimited(query.order_by, 1000);
  SortedRows limited(query.order_by, 10);
  Result<void> added;
  for (int i = 0; i < 70 && added; ++i) {
    EXPECT_OK(limited.add(document));
    added = unlimited.add(document);
  }
  ASSERT_FALSE(added.has_value());
  EXPECT_EQ(added.error().code, ErrorCode::kTooLarge);
  EXPECT_THAT(added.error().message, HasSubstr("'limit'"));
  EXPECT_EQ(limited.take_ids().size(), 10u);
}

TEST(ProjectionTest, SelectsFieldsDigitByDigit) {
  const auto query = must(
      parse("from Things as t select Price, t.Lines[].Count as Counts, Lines, Missing, id() as Id, "
            "@metadata.@expires as Until, Lines[].Notes[] as Notes"));
  const auto document = thing(
      R"({"Price": 2.50, "Lines": [{"Count": 1e2}, {"Count": 12345678901234567890.5, "Notes": []}]})");
  EXPECT_EQ(project(document, query.select),
            R"({"Price":2.50,"Counts":[1e2,12345678901234567890.5],)"
            R"("Lines":[{"Count":1e2},{"Count":12345678901234567890.5,"Notes":[]}],"Missing":null,)"
            R"("Id":"things/1","Until":"2030-01-01T00:00:00.0000000Z","Notes":[[]]})");
}

TEST(ProjectionTest, SaysOfWhichDocumentItIs) {
  const auto query = must(parse("from Things select 'a \"b\"'"));
  EXPECT_EQ(projection_to_json(thing("{}"), query.select),
            R"({"a \"b\"":null,"@metadata":{"@projection":true,"@id":"things/1",)"
            R"("@change-vector":"A:1-x","@last-modified":"1970-01-01T00:00:00.0000000Z"}})");
}

}  // namespace
}  // namespace penstock::query
