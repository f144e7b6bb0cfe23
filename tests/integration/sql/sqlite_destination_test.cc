#include <fmt/format.h>

#include "integration/sql/sql_contract.h"

// What only SQLite has.
namespace penstock::testing {
namespace {

class SqliteDestinationTest : public SqlFixture {
 protected:
  void SetUp() override { use_product("SQLite"); }
};

// Elsewhere it is a trigger or a conversion that fails that rolls back more than its statement.
TEST_F(SqliteDestinationTest, RejectsDocumentsWhoseConstraintsEndTheTransaction) {
  query(
      "CREATE TABLE Items (Id varchar(40) PRIMARY KEY,"
      " Code text UNIQUE ON CONFLICT ROLLBACK, Checked integer CHECK (Checked >= 0))");
  open({{"Items", "Id", false}});
  std::vector<TestDocument> documents;
  for (int i = 0; i < 40; ++i) {
    const auto code = i % 4 == 3 ? std::string("taken") : fmt::format("code-{}", i);
    documents.push_back(
        {fmt::format("items/{}", i),
         {{"Items", fmt::format(R"({{"Code":"{}","Checked":{}}})", code, i % 4 == 1 ? -1 : 1)}}});
  }

  const auto outcome = load(documents);

  EXPECT_EQ(outcome.rejected_documents.size(), 19u) << "ten with a bad number, nine of ten codes";
  EXPECT_EQ(query("SELECT count(*) FROM Items"), (SqlRows{{"21"}}));
  EXPECT_EQ(query("SELECT count(*) FROM Items WHERE Code = 'taken'"), (SqlRows{{"1"}}));
}

// More rows than one statement takes, and bad ones in several statements.
TEST_F(SqliteDestinationTest, NamesTheCulpritsWhateverTheConstraintDoesWithTheStatement) {
  for (const std::string resolution : {"ABORT", "FAIL", "ROLLBACK"}) {
    SCOPED_TRACE(resolution);
    query("DROP TABLE IF EXISTS Items");
    query(
        fmt::format("CREATE TABLE Items (Id varchar(40) PRIMARY KEY ON CONFLICT {0},"
                    " Code text UNIQUE ON CONFLICT {0})",
                    resolution));
    query("INSERT INTO Items VALUES ('other', 'taken')");
    open({{"Items", "Id", false}});
    std::vector<TestDocument> documents;
    for (int i = 0; i < 300; ++i) {
      const bool is_bad = i == 0 || i == 100 || i == 101 || i == 299;
      const auto code = is_bad ? std::string("taken") : fmt::format("code-{}", i);
      documents.push_back(
          {fmt::format("items/{}", i), {{"Items", fmt::format(R"({{"Code":"{}"}})", code)}}});
    }

    const auto outcome = load(documents);

    EXPECT_EQ(outcome.rejected_documents,
              (std::vector<std::string>{"items/0", "items/100", "items/101", "items/299"}));
    EXPECT_EQ(query("SELECT count(*) FROM Items"), (SqlRows{{"297"}}));
  }
}

TEST_F(SqliteDestinationTest, WritesManyRowsWithManyColumns) {
  std::string columns;
  std::string object;
  for (int i = 0; i < 1'000; ++i) {
    columns += fmt::format(", c{} integer", i);
    object += fmt::format(R"({}"c{}":{})", i == 0 ? "" : ",", i, i);
  }
  query(fmt::format("CREATE TABLE Wide (Id text PRIMARY KEY{})", columns));
  open({{"Wide", "Id", false}});
  std::vector<TestDocument> documents;
  for (int i = 0; i < 100; ++i) {
    documents.push_back({fmt::format("w/{}", i), {{"Wide", "{" + object + "}"}}});
  }

  EXPECT_TRUE(load(documents).rejected_documents.empty());
  EXPECT_EQ(query("SELECT count(*) FROM Wide WHERE c999 = 999"), (SqlRows{{"100"}}));
}

}  // namespace
}  // namespace penstock::testing
