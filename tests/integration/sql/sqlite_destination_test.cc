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

}  // namespace
}  // namespace penstock::testing
