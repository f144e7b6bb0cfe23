#include <fmt/format.h>

#include "integration/sql/sql_contract.h"

// MariaDB takes few rows as literals of a statement, and many as parameters of a prepared one;
// MySQL takes literals only. What comes of them must not depend on that.
namespace penstock::testing {
namespace {

constexpr int kMany = 200;

class MariadbArraysTest : public SqlContract {
 protected:
  /// So many documents with this object in the table `things`.
  static std::vector<TestDocument> many(const std::string& json) {
    std::vector<TestDocument> documents;
    for (int i = 0; i < kMany; ++i) {
      documents.push_back({fmt::format("t/{}", i), {{"things", json}}});
    }
    return documents;
  }

  std::string count(const std::string& rows) {
    return query("SELECT count(*) FROM " + rows).at(0).at(0);
  }
};

INSTANTIATE_TEST_SUITE_P(Products, MariadbArraysTest,
                         ::testing::Values("MariaDB", kMariadbWithoutArrays),
                         [](const auto& product) { return product.param; });

struct Stored {
  const char* type;
  const char* value;  ///< JSON.
};

constexpr Stored kStored[] = {
    {"bit(8)", "5"},
    {"bit(1)", "true"},
    {"year", "0"},
    {"year", "2024"},
    {"tinyint(1)", "false"},
    {"int", "\" 12 \""},
    {"bigint", "-9223372036854775808"},
    {"bigint unsigned", "9223372036854775807"},
    {"decimal(30,10)", "12345678901234567890.0123456789"},
    {"decimal(10,2)", "12.345"},
    {"decimal(10,2)", "\"7.5\""},
    {"decimal(30,0)", "1.2e+25"},
    {"decimal(30,20)", "1.2345678901234567e-3"},
    {"float", "16777217"},
    {"float", "0.1"},
    {"double", "9007199254740993"},
    {"double", "1.7976931348623157e+308"},
    {"double", "-0.0"},
    {"double", "\"0.1\""},
    {"varchar(10)", "1.50"},
    {"varchar(10)", "true"},
    {"varchar(3)", R"("a  \u0000")"},
    {"varchar(3)", R"("abc   ")"},
    {"char(4)", R"("ab  ")"},
    {"longtext", R"("'\\\n\t\u001a`日本𝄞")"},
    {"longtext", R"("")"},
    {"date", R"("2020-01-02T03:04:05.0000000")"},
    {"datetime(6)", R"("2020-01-02T03:04:05.1234567+02:00")"},
    {"datetime", R"("2020-01-02T03:04:05.9")"},
    {"timestamp(3)", R"("2020-01-02T03:04:05.1239Z")"},
    {"timestamp(3)", "null"},
    {"time", R"("-12:30:00")"},
    {"enum('1','2','b')", "2"},
    {"enum('1','2','b')", R"("b")"},
    {"set('x','y')", R"("x,y")"},
    {"json", R"({"a":[1,null,"\u00e9\\"]})"},
    {"json", R"("x")"},
    {"uuid", R"("123e4567-e89b-12d3-a456-426655440000")"},
    {"inet6", R"("::1")"},
    {"int", "null"},
};

// The one document goes alone, and so as literals.
TEST_P(MariadbArraysTest, StoresInManyRowsWhatItStoresInOne) {
  for (const auto& [type, value] : kStored) {
    SCOPED_TRACE(fmt::format("{} into {}", value, type));
    query(fmt::format("CREATE OR REPLACE TABLE things (id varchar(40) PRIMARY KEY, value {} NULL)",
                      type));
    open({{"things", "id", false}});
    const auto json = fmt::format(R"({{"value":{}}})", value);

    load({{"t/one", {{"things", json}}}});
    load(many(json));

    const auto rejected = errors_.recorded.size();
    EXPECT_TRUE(rejected == 0 || rejected == kMany + 1) << errors_.recorded.front().message;
    EXPECT_EQ(count("things"), std::to_string(kMany + 1 - rejected));
    if (rejected == 0) {
      EXPECT_EQ(count("(SELECT DISTINCT HEX(value), CAST(value AS CHAR) FROM things) AS found"),
                "1");
    }
    errors_.recorded.clear();
  }
}

// Fractions and whole numbers, and nothing, in one column.
TEST_P(MariadbArraysTest, StoresNumbersOfEveryKindInOneColumn) {
  query("CREATE TABLE things (id varchar(40) PRIMARY KEY, value decimal(20,4))");
  open({{"things", "id", false}});
  auto documents = many(R"({"value":12})");
  documents[1].objects[0].second = R"({"value":0.25})";
  documents[2].objects[0].second = R"({"value":null})";
  documents[3].objects[0].second = R"({"value":"1.5"})";

  load(documents);

  EXPECT_TRUE(errors_.recorded.empty());
  EXPECT_EQ(query("SELECT id, value FROM things WHERE id IN ('t/0','t/1','t/2','t/3') ORDER BY id"),
            (SqlRows{{"t/0", "12.0000"}, {"t/1", "0.2500"}, {"t/2", "NULL"}, {"t/3", "1.5000"}}));
}

struct Refused {
  const char* column;
  const char* good;
  const char* bad;
};

constexpr Refused kRefused[] = {
    {"value varchar(3)", R"("abc")", R"("abcd")"},
    {"value tinytext", R"("abc")",
     R"("xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)"
     R"(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx)"
     R"(xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx")"},
    {"value varchar(9) CHARACTER SET latin1", R"("é")", R"("日")"},
    {"value tinyint", "1", "128"},
    {"value int", "1", "2147483648"},
    {"value int", "1", "1.5"},
    {"value int unsigned", "1", "-1"},
    {"value mediumint", "1", "8388608"},
    {"value decimal(4,2)", "1", "100"},
    {"value decimal(4,2)", "1", R"("many")"},
    {"value float", "1", "1e39"},
    {"value double", "1", "1e400"},
    {"value bit(2)", "1", "4"},
    {"value year", "2020", "3000"},
    {"value date", R"("2020-01-02")", R"("someday")"},
    {"value date", R"("2020-01-02")", R"("0000-00-00")"},
    {"value date", R"("2020-01-02")", R"("2020-02-30")"},
    {"value datetime", R"("2020-01-02")", R"("2020-01-02T25:00:00")"},
    {"value timestamp NULL", R"("2020-01-02")", R"("1920-01-02")"},
    {"value time", R"("12:00:00")", R"("999:00:00")"},
    {"value enum('a')", R"("a")", R"("z")"},
    {"value set('a')", R"("a")", R"("a,z")"},
    {"value uuid", R"("123e4567-e89b-12d3-a456-426655440000")", R"("x")"},
    {"value int NOT NULL", "1", "null"},
    {"value varchar(30) CHECK (value LIKE 'a%')", R"("ab")", R"("ba")"},
    {"value int CHECK (value > 0)", "1", "0"},
    {"value int, FOREIGN KEY (value) REFERENCES parents (id)", "1", "7"},
};

TEST_P(MariadbArraysTest, RefusesAmongManyRowsWhatItRefusesAlone) {
  query("CREATE TABLE parents (id int PRIMARY KEY)");
  query("INSERT INTO parents VALUES (1)");
  for (const auto& [column, good, bad] : kRefused) {
    SCOPED_TRACE(fmt::format("{} into {}", bad, column));
    query(fmt::format("CREATE OR REPLACE TABLE things (id varchar(40) PRIMARY KEY, {})", column));
    open({{"things", "id", false}});
    auto documents = many(fmt::format(R"({{"value":{}}})", good));
    documents[123].objects[0].second = fmt::format(R"({{"value":{}}})", bad);

    load(documents);

    ASSERT_EQ(errors_.recorded.size(), 1u);
    EXPECT_EQ(errors_.recorded[0].document_id, "t/123");
    EXPECT_EQ(count("things"), std::to_string(kMany - 1));
    errors_.recorded.clear();
  }
}

TEST_P(MariadbArraysTest, RefusesAmongManyRowsAKeyThatIsThere) {
  query("CREATE TABLE things (id varchar(40) PRIMARY KEY, value int UNIQUE)");
  query("INSERT INTO things VALUES ('other', 77)");
  open({{"things", "id", false}});
  auto documents = many(R"({"value":null})");
  documents[5].objects[0].second = R"({"value":77})";
  documents[6].objects[0].second = R"({"value":78})";
  documents[199].objects[0].second = R"({"value":78})";

  const auto outcome = load(documents);

  EXPECT_EQ(outcome.rejected_documents, (std::vector<std::string>{"t/5", "t/199"}));
  EXPECT_EQ(count("things"), std::to_string(kMany - 1));
}

// The values of the column lack, and it has no default.
TEST_P(MariadbArraysTest, RefusesManyRowsThatLackAValue) {
  query("CREATE TABLE things (id varchar(40) PRIMARY KEY, value int, needed int NOT NULL)");
  open({{"things", "id", false}});

  load(many(R"({"value":1})"));

  EXPECT_EQ(errors_.recorded.size(), static_cast<std::size_t>(kMany));
  EXPECT_EQ(count("things"), "0");
}

// What was prepared for the table as it was must not go into the table as it is.
TEST_P(MariadbArraysTest, FollowsATableThatChanges) {
  query("CREATE TABLE things (id varchar(40) PRIMARY KEY, value varchar(9))");
  open({{"things", "id", false}});
  load(many(R"({"value":"12"})"));

  query("ALTER TABLE things MODIFY value int, ADD more int DEFAULT 5 FIRST");
  load(many(R"({"value":"13"})"));

  EXPECT_TRUE(errors_.recorded.empty());
  const auto prepared = query("SHOW GLOBAL STATUS LIKE 'Prepared_stmt_count'").at(0).at(1);
  EXPECT_EQ(prepared != "0", GetParam() != kMariadbWithoutArrays) << prepared;
  EXPECT_EQ(count("things WHERE value = 13 AND more = 5"), std::to_string(kMany));
}

TEST_P(MariadbArraysTest, WritesManyRowsWhereThePacketIsSmall) {
  query("CREATE TABLE things (id varchar(40) PRIMARY KEY, value text, a int, b int, c int)");
  query("SET GLOBAL max_allowed_packet = 16384");
  open({{"things", "id", false}});
  query("SET GLOBAL max_allowed_packet = DEFAULT");
  auto documents = many(R"({"value":null,"a":null,"b":null,"c":null})");
  documents[7].objects[0].second =
      fmt::format(R"({{"value":"{}","a":1,"b":2,"c":3}})", std::string(9'000, '\''));

  load(documents);

  ASSERT_EQ(errors_.recorded.size(), 1u);  // Its quotes need twice the room.
  EXPECT_EQ(count("things"), std::to_string(kMany - 1));
}

}  // namespace
}  // namespace penstock::testing
