#include "query/condition.h"

#include "unit/query/query_test.h"

namespace penstock::query {
namespace {

constexpr std::string_view kThing = R"({
  "Name": "Ångström & Söhne", "Code": "B\"1\"", "Total": 10, "Big": 9007199254740993, "Price": 2.50,
  "Open": true, "Nothing": null, "Empty": "", "Tags": ["red", "Green", null], "None": [],
  "Address": {"City": "Berlin", "first name": "x", "Geo": null},
  "Lines": [{"Product": "p/1", "Count": 1}, {"Product": "p/2", "Count": 5, "Notes": ["a", "b"]}],
  "At": "2024-05-01T10:00:00.0000000Z"})";

/// Whether the document above, with the id "things/1", is found.
bool finds(const std::string& where, std::string_view parameters = "{}") {
  const auto query = must(parse("from Things as t where " + where, parameters));
  return matches(*query.where, thing(kThing));
}

TEST(ConditionTest, ComparesNumbers) {
  EXPECT_TRUE(finds("Total = 10"));
  EXPECT_TRUE(finds("Total = 10.0"));
  EXPECT_TRUE(finds("Total == $p", R"({"p":1e1})"));
  EXPECT_FALSE(finds("Total != 10"));
  EXPECT_TRUE(finds("Total > 9.99 and Total >= 10 and Total < 10.01 and Total <= 10"));
  EXPECT_FALSE(finds("Total > 10 or Total < 10"));
  EXPECT_TRUE(finds("Price = 2.5"));
  EXPECT_TRUE(finds("Price > -3"));
}

TEST(ConditionTest, ComparesWholeNumbersThatADoubleCannotHold) {
  EXPECT_TRUE(finds("Big = 9007199254740993"));
  EXPECT_FALSE(finds("Big = 9007199254740992"));
  EXPECT_TRUE(finds("Big > 9007199254740992"));
}

TEST(ConditionTest, ComparesTextWithoutCase) {
  EXPECT_TRUE(finds("Name = 'ÅNGSTRÖM & söhne'"));
  EXPECT_TRUE(finds("Code = 'b\"1\"'"));
  EXPECT_TRUE(finds("Name > 'Zebra'"));
  EXPECT_TRUE(finds("Address.City >= 'BERLIN' and Address.City < 'bern'"));
  EXPECT_TRUE(finds("Empty = ''"));
  EXPECT_TRUE(finds("At >= '2024-05-01' and At < '2024-05-02'"));
}

TEST(ConditionTest, ComparesTextExactlyWhenAsked) {
  EXPECT_TRUE(finds("exact(Address.City = 'Berlin')"));
  EXPECT_FALSE(finds("exact(Address.City = 'berlin')"));
  EXPECT_FALSE(finds("exact(startsWith(Address.City, 'ber'))"));
  EXPECT_FALSE(finds("exact(Address.City in ('berlin', 'BERLIN'))"));
  EXPECT_TRUE(finds("exact(Address.City = 'Berlin') and Address.City = 'BERLIN'"));
}

TEST(ConditionTest, ValuesOfOtherTypesAreNeitherEqualNorLessNorGreater) {
  EXPECT_FALSE(finds("Total = '10' or Total < '9' or Total > '0'"));
  EXPECT_TRUE(finds("Total != '10'"));
  EXPECT_FALSE(finds("Open = 1"));
  EXPECT_FALSE(finds("Name > 5 or Name < 5"));
  EXPECT_FALSE(finds("Address = 'Berlin'"));
}

TEST(ConditionTest, ComparesBooleans) {
  EXPECT_TRUE(finds("Open = true"));
  EXPECT_FALSE(finds("Open = $p", R"({"p":false})"));
  EXPECT_TRUE(finds("Open != false"));
}

TEST(ConditionTest, TellsNullFromAMissingMember) {
  EXPECT_TRUE(finds("Nothing = null"));
  EXPECT_FALSE(finds("Nothing != null"));
  EXPECT_FALSE(finds("Missing = null"));
  EXPECT_TRUE(finds("Missing != null"));
  EXPECT_TRUE(finds("Missing != 'x'"));
  EXPECT_FALSE(finds("Missing < 'x' or Missing > 'x'"));
  EXPECT_TRUE(finds("exists(Nothing) and exists(None) and exists(Address.Geo)"));
  EXPECT_FALSE(finds("exists(Missing) or exists(Address.Street) or exists(Total.Cents)"));
  EXPECT_FALSE(finds("exists(Address.Geo.Latitude)"));
}

TEST(ConditionTest, JoinsByPrecedence) {
  EXPECT_TRUE(finds("Total = 10 or Total = 11 and Total = 12"));
  EXPECT_FALSE(finds("(Total = 10 or Total = 11) and Total = 12"));
  EXPECT_TRUE(finds("not Total = 11 and Total = 10"));
  EXPECT_FALSE(finds("not (Total = 11 or Total = 10)"));
  EXPECT_TRUE(finds("not not Total = 10"));
  EXPECT_TRUE(finds("true and not (false)"));
  EXPECT_TRUE(finds("exists(Total) AND NOT startsWith(Name, 'b')"));
}

TEST(ConditionTest, FindsValuesInLists) {
  EXPECT_TRUE(finds("Total in (1, 10)"));
  EXPECT_TRUE(finds("Total in ($p, 10)", R"({"p":[1,2]})"));
  EXPECT_TRUE(finds("Address.City in ($p)", R"({"p":["paris","berlin"]})"));
  EXPECT_FALSE(finds("Total in ()"));
  EXPECT_FALSE(finds("Total in ($p)", R"({"p":[]})"));
  EXPECT_TRUE(finds("Nothing in (null)"));
  EXPECT_TRUE(finds("Tags all in ('red', 'green')"));
  EXPECT_FALSE(finds("Tags all in ('red', 'blue')"));
  EXPECT_FALSE(finds("not Total in (1, 10)"));
}

TEST(ConditionTest, FindsValuesBetweenTwoOthers) {
  EXPECT_TRUE(finds("Total between 10 and 11"));
  EXPECT_TRUE(finds("Total between 9 and 10"));
  EXPECT_FALSE(finds("Total between 10.5 and 11"));
  EXPECT_FALSE(finds("Total between 11 and 9"));
  EXPECT_TRUE(finds("Address.City between 'a' and 'C'"));
  EXPECT_TRUE(finds("Total between 9 and 10 and Open = true"));
}

TEST(ConditionTest, FindsTextByItsEnds) {
  EXPECT_TRUE(finds("startsWith(Address.City, 'ber') and endsWith(Address.City, 'LIN')"));
  EXPECT_TRUE(finds("startsWith(Name, 'ångs')"));
  EXPECT_TRUE(finds("startsWith(Empty, '')"));
  EXPECT_FALSE(finds("startsWith(Total, '1') or endsWith(Missing, '')"));
}

TEST(ConditionTest, AListHoldsWhatOneOfItsElementsHolds) {
  EXPECT_TRUE(finds("Tags = 'GREEN'"));
  EXPECT_TRUE(finds("Tags = null"));
  EXPECT_FALSE(finds("Tags != 'red'"));
  EXPECT_TRUE(finds("Lines[].Product = 'p/2'"));
  EXPECT_TRUE(finds("Lines.Count > 4"));
  EXPECT_TRUE(finds("t.Lines[].Notes[] = 'b'"));
  EXPECT_FALSE(finds("None = null or None = ''"));
  EXPECT_TRUE(finds("exists(Lines[].Notes)"));
  EXPECT_FALSE(finds("exists(None[].Notes)"));
}

TEST(ConditionTest, ReachesIdMetadataAndOddNames) {
  EXPECT_TRUE(finds("id() = 'THINGS/1' and id(t) in ('things/1') and startsWith(id(), 'thing')"));
  EXPECT_TRUE(finds("@metadata.@collection = 'Things'"));
  EXPECT_TRUE(finds("@metadata.@expires > '2029'"));
  EXPECT_TRUE(finds("t.@metadata.@id = 'things/1'"));
  EXPECT_TRUE(finds("Address.'first name' = 'x'"));
  EXPECT_TRUE(finds("'Address.first name' = 'x'"));
  EXPECT_FALSE(finds("name = 'Ångström & Söhne'"));
}

TEST(ConditionTest, OfMembersWithTheSameNameTheLastCounts) {
  const auto query = must(parse("from Things where a = 2"));
  EXPECT_TRUE(matches(*query.where, thing(R"({"a":1,"a":2})")));
  EXPECT_FALSE(matches(*query.where, thing(R"({"a":2,"a":1})")));
}

}  // namespace
}  // namespace penstock::query
