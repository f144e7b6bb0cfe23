#include <fmt/format.h>
#include <gmock/gmock.h>

#include "integration/sql/sql_contract.h"

// What is said of tables that can be loaded and could be better, for every relational product.
namespace penstock::testing {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

/// The statement behind the last ": " of a warning.
std::string statement_in(const std::string& warning) {
  return warning.substr(warning.rfind(": ") + 2);
}

TEST_P(SqlContract, WarnsOfADocumentIdWithoutAnIndexAndSaysWhatMakesOne) {
  query("CREATE TABLE Orders (Id varchar(40), Total integer)");
  query("CREATE TABLE OrderLines (OrderId varchar(40), Product varchar(20))");
  query("CREATE INDEX not_first ON OrderLines (Product, OrderId)");
  open(shop_tables());
  const auto warnings = destination_->warnings();
  ASSERT_THAT(warnings, ElementsAre(HasSubstr("table OrderLines has no index"),
                                    HasSubstr("table Orders has no index")));

  for (const auto& warning : warnings) query(statement_in(warning));
  open(shop_tables());

  EXPECT_THAT(destination_->warnings(), IsEmpty());
}

TEST_P(SqlContract, WarnsOfNoTableThatIsWell) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer)");
  query(
      "CREATE TABLE OrderLines (OrderId varchar(40), Product varchar(20), "
      "PRIMARY KEY (OrderId, Product))");
  query("CREATE TABLE Visits (Who varchar(40))");
  open({{"OrderLines", "OrderId", false}, {"Orders", "Id", false}, {"Visits", "Who", true}});

  EXPECT_THAT(destination_->warnings(), IsEmpty());
}

TEST_P(SqlContract, WarnsOfATableOutsideTheTaskWhoseRowsWouldGoAlong) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY)");
  query(
      "CREATE TABLE Invoices (Number integer PRIMARY KEY, OrderId varchar(40), "
      "FOREIGN KEY (OrderId) REFERENCES Orders (Id) ON DELETE CASCADE)");
  query(
      "CREATE TABLE Notes (Number integer PRIMARY KEY, OrderId varchar(40), "
      "FOREIGN KEY (OrderId) REFERENCES Orders (Id))");
  query(
      "CREATE TABLE OrderLines (OrderId varchar(40) PRIMARY KEY, "
      "FOREIGN KEY (OrderId) REFERENCES Orders (Id) ON DELETE CASCADE)");
  open(shop_tables());

  ASSERT_EQ(destination_->warnings().size(), 1u);
  EXPECT_THAT(fmt::format("{}", destination_->warnings().front()),
              ::testing::ContainsRegex("[Ii]nvoices.*table Orders with ON DELETE CASCADE"));
}

TEST_P(SqlContract, WarnsOfAColumnThatTakesNoDocumentId) {
  query("CREATE TABLE Orders (Id integer PRIMARY KEY)");
  open({{"Orders", "Id", false}});

  if (GetParam().ends_with("SQLite")) {
    EXPECT_THAT(destination_->warnings(), IsEmpty()) << "it stores text in any column";
    return;
  }
  const auto warnings = destination_->warnings();
  ASSERT_THAT(warnings, ElementsAre(HasSubstr("takes no text")));
  query(statement_in(warnings.front()));
  open({{"Orders", "Id", false}});
  EXPECT_THAT(destination_->warnings(), IsEmpty());
  load({{"orders/1", {{"Orders", "{}"}}}});
  EXPECT_EQ(query("SELECT Id FROM Orders"), (SqlRows{{"orders/1"}}));
}

TEST_P(SqlContract, SaysWhatMakesTablesAndColumnsThatAreMissing) {
  etl::SqlTable lines{"lines", "order_id", false};
  lines.upsert = true;
  lines.row_number_column = "line_number";
  const auto statement_for = [this](const std::vector<etl::SqlTable>& tables) {
    const auto position = make_destination(tables)->open(process_, {1}, {});
    EXPECT_FALSE(position);
    if (position) return std::string();
    EXPECT_EQ(position.error().code, ErrorCode::kNotFound);
    return statement_in(position.error().message);
  };

  query(statement_for({lines}));
  query("CREATE TABLE orders (total integer)");
  query(statement_for({lines, {"orders", "id", false}}));
  lines.row_number_column = "other_number";
  query(statement_for({lines, {"orders", "id", false}}));

  open({{"orders", "id", false}});
  for (const auto& warning : destination_->warnings()) query(statement_in(warning));
  const TestDocument order{"orders/1", {{"orders", R"({"total":1,"city":"Oslo"})"}}};
  load({order});
  ASSERT_EQ(errors_.recorded.size(), 1u);
  query(statement_in(errors_.recorded.front().message));

  load({order});
  EXPECT_EQ(query("SELECT id, total, city FROM orders"), (SqlRows{{"orders/1", "1", "Oslo"}}));
  open({{"orders", "id", false}});
  EXPECT_THAT(destination_->warnings(), IsEmpty());
}

}  // namespace
}  // namespace penstock::testing
