#include "query/parser.h"

#include "unit/query/query_test.h"

namespace penstock::query {
namespace {

using ::testing::HasSubstr;

TEST(ParserTest, ReadsEveryClause) {
  const auto query = must(
      parse("from 'Orders' as o where o.Total > 5 order by o.Total as double desc nulls last, id() "
            "select distinct o.Company, o.Lines[].Product as Products, id() include o.Company, "
            "'Lines[].Product' "
            "limit 20, 10"));
  EXPECT_EQ(query.collection, "Orders");
  EXPECT_EQ(query.alias, "o");
  EXPECT_TRUE(query.where.has_value());
  ASSERT_EQ(query.order_by.size(), 2u);
  EXPECT_EQ(query.order_by[0].field.written(), "Total");
  EXPECT_EQ(query.order_by[0].as, Ordering::As::kDouble);
  EXPECT_TRUE(query.order_by[0].descending);
  EXPECT_EQ(query.order_by[0].nulls, Ordering::Nulls::kLast);
  EXPECT_TRUE(query.order_by[1].field.is_id());
  EXPECT_TRUE(query.distinct);
  ASSERT_EQ(query.select.size(), 3u);
  EXPECT_EQ(query.select[0].name, "Company");
  EXPECT_EQ(query.select[1].name, "Products");
  EXPECT_EQ(query.select[1].field.written(), "Lines[].Product");
  EXPECT_EQ(query.select[2].name, "id()");
  ASSERT_EQ(query.includes.size(), 2u);
  EXPECT_EQ(query.offset, 20u);
  EXPECT_EQ(query.limit, 10u);
}

TEST(ParserTest, ReadsPagesInEveryForm) {
  EXPECT_EQ(must(parse("from Orders limit 7")).limit, 7u);
  EXPECT_EQ(must(parse("from Orders limit 7 offset 3")).offset, 3u);
  const auto first = must(parse("from Orders limit $p0, $p1", R"({"p0":null,"p1":1})"));
  EXPECT_EQ(first.offset, 0u);
  EXPECT_EQ(first.limit, 1u);
  EXPECT_EQ(must(parse("from Orders")).limit, std::nullopt);
}

TEST(ParserTest, TakesAnAliasWithoutAs) {
  EXPECT_EQ(must(parse("from Orders o where o.Total = 1")).alias, "o");
  EXPECT_EQ(must(parse("from Orders where Total = 1")).alias, "");
}

TEST(ParserTest, ReadsAllDocumentsAndOddNames) {
  EXPECT_TRUE(must(parse("from @all_docs")).is_all_documents());
  EXPECT_TRUE(must(parse("from '@all_docs' where a = 1")).is_all_documents());
  EXPECT_EQ(must(parse(R"(from 'It''s "odd"')")).collection, R"(It's "odd")");
  EXPECT_EQ(must(parse("from Orders select 'order' as 'group by'")).select[0].name, "group by");
  EXPECT_EQ(must(parse("from index")).collection, "index");
}

TEST(ParserTest, KeepsTheScriptOfAnUpdateAsItIs) {
  const auto query = must(parse("from Orders as o where o.a = 1\nupdate { o.b = {c: '}'} }"));
  ASSERT_TRUE(query.update.has_value());
  EXPECT_EQ(query.update->text, " o.b = {c: '}'} ");
  EXPECT_EQ(query.update->place.line, 2);
  EXPECT_EQ(query.update->place.column, 9);
}

struct BadQuery {
  std::string text;
  std::string message;
};

TEST(ParserTest, SaysWhatIsWrongAndWhere) {
  const std::vector<BadQuery> cases = {
      {"", "The query is empty. (line 1, column 1)"},
      {" ", "The query is empty. (line 1, column 2)"},
      {"from", "Here should be the name of a collection, not the end. (line 1, column 5)"},
      {"select x", "'select' has no place here. (line 1, column 1)"},
      {"from 5", "not '5'. (line 1, column 6)"},
      {"from ''", "the name of a collection, not ''. (line 1, column 6)"},
      {"from Orders as", "Here should be an alias, not the end. (line 1, column 15)"},
      {"from Orders where", "Here should be a field, not the end. (line 1, column 18)"},
      {"from Orders where Total", "a comparison of 'Total', not the end. (line 1, column 24)"},
      {"from Orders where Total 5", "a comparison of 'Total', not '5'. (line 1, column 25)"},
      {"from Orders where Total >", "Here should be a value, not the end. (line 1, column 26)"},
      {"from Orders where Total > Other", "a value, not 'Other'. (line 1, column 27)"},
      {"from Orders where a = $p", "The parameter '$p' was not given. (line 1, column 23)"},
      {"from Orders where a = $list", "a single value, not '$list'. (line 1, column 23)"},
      {"from Orders where a in ($nested)", "a list of single values, not '$nested'."},
      {"from Orders where a in 5", "Here should be '(', not '5'. (line 1, column 24)"},
      {"from Orders where a in (1 2)", "Here should be ')', not '2'. (line 1, column 27)"},
      {"from Orders where a between 1 or 2", "Here should be 'and', not 'or'."},
      {"from Orders where a all (1)", "Here should be 'in', not '('. (line 1, column 25)"},
      {"from Orders where (a = 1", "Here should be ')', not the end. (line 1, column 25)"},
      {"from Orders where a = 1)", "')' has no place here. (line 1, column 24)"},
      {"from Orders where a = 1 and", "Here should be a field, not the end."},
      {"from Orders where a = 1\n  or or b = 2", "Here should be a comparison of 'or', not 'b'."},
      {"from Orders where startsWith(a, 5)", "Here should be a text, not '5'. (line 1, column 33)"},
      {"from Orders where startsWith(a)", "Here should be ',', not ')'. (line 1, column 31)"},
      {"from Orders where exists()", "Here should be a field, not ')'. (line 1, column 26)"},
      {"from Orders where id(x) = 'a'", "id() takes nothing, or the alias of the collection."},
      {"from Orders where a[0] = 1", "Here should be ']', not '0'. (line 1, column 21)"},
      {"from Orders where a. = 1", "the name of a member, not '='. (line 1, column 22)"},
      {"from Orders where a = 1.2.3", "Here should be a number, not '1.2.3'."},
      {"from Orders order Total", "Here should be 'by', not 'Total'. (line 1, column 19)"},
      {"from Orders order by a as text", "'double' or 'alphaNumeric', not 'text'."},
      {"from Orders order by a nulls", "Here should be 'last', not the end."},
      {"from Orders select", "Here should be a field, not the end."},
      {"from Orders select a as", "Here should be the name of a member, not the end."},
      {"from Orders include", "Here should be a field, not the end."},
      {"from Orders limit", "a whole number of at least 0, not the end. (line 1, column 18)"},
      {"from Orders limit x", "a whole number of at least 0, not 'x'."},
      {"from Orders limit -1", "a whole number of at least 0, not '-1'."},
      {"from Orders limit 1.5", "a whole number of at least 0, not '1.5'."},
      {"from Orders limit $list", "a whole number of at least 0, not '$list'."},
      {"from Orders where a = 1 where b = 2", "There is a second 'where'. (line 1, column 25)"},
      {"from Orders update this.a = 1", "'update' takes a script in braces"},
      {"from Orders update { this.a = 1 } limit 5", "'update' takes a script in braces"},
      {"from Orders where a = 'x", "no closing quote. (line 1, column 23)"},
  };
  for (const auto& [text, message] : cases) {
    const auto query = parse(text, R"({"list":[1,2],"nested":[[1]]})");
    ASSERT_FALSE(query.has_value()) << text;
    EXPECT_EQ(query.error().code, ErrorCode::kInvalidArgument) << text;
    EXPECT_THAT(query.error().message, HasSubstr(message)) << text;
  }
}

TEST(ParserTest, NamesWhatPenstockDoesNotDo) {
  const std::vector<BadQuery> cases = {
      {"from index 'Orders/ByTotal'", "'from index' in queries (line 1, column 6)"},
      {"from Orders where search(Name, 'x')", "search() in queries (line 1, column 19)"},
      {"from Orders where lucene(Name, 'x')", "lucene()"},
      {"from Orders where regex(Name, 'x')", "regex()"},
      {"from Orders where boost(a = 1, 2)", "boost()"},
      {"from Orders where intersect(a = 1, b = 2)", "intersect()"},
      {"from Orders where spatial.within(a, spatial.circle(1, 2, 3))", "spatial.within()"},
      {"from Orders where vector.search(a, $p)", "vector.search()"},
      {"from Orders where moreLikeThis('x')", "moreLikeThis()"},
      {"from Orders where a = cmpxchg('x')", "cmpxchg()"},
      {"from Orders group by Company select key(), count()", "'group by'"},
      {"from Orders as o load o.Company as c select c.Name", "'load'"},
      {"from Orders as o select { Name: o.Name }", "projections in JavaScript"},
      {"from Orders select sum(Total)", "sum()"},
      {"from Orders order by score()", "score()"},
      {"from Orders order by random()", "random()"},
      {"from Orders include counters('likes')", "counters()"},
      {"from Orders include timings()", "timings()"},
      {"from Orders include 'Company(companies/)'", "an include with a prefix or suffix"},
      {"from Orders as o select o", "the whole document as a field"},
      {"declare function f() { } from Orders", "'declare'"},
      {"from Orders where a = 1 filter_limit 5", "'filter_limit'"},
      {"match (Orders)", "'match'"},
  };
  for (const auto& [text, what] : cases) {
    const auto query = parse(text, R"({"p":1})");
    ASSERT_FALSE(query.has_value()) << text;
    EXPECT_THAT(query.error().message, HasSubstr("Penstock does not support " + what)) << text;
  }
}

TEST(ParserTest, RefusesConditionsThatNestTooDeep) {
  const std::string open(100'000, '(');
  EXPECT_FALSE(parse("from Orders where " + open).has_value());
  std::string negated = "from Orders where ";
  for (int i = 0; i < 100'000; ++i) negated += "not ";
  EXPECT_FALSE(parse(negated + "true").has_value());
  std::string flat = "from Orders where a = 0";
  for (int i = 1; i < 10'000; ++i) flat += fmt::format(" or a = {}", i);
  EXPECT_TRUE(parse(flat).has_value());
}

}  // namespace
}  // namespace penstock::query
