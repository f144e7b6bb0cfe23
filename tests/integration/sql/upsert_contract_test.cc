#include <fmt/format.h>
#include <gmock/gmock.h>

#include "integration/sql/sql_contract.h"

// Tables whose rows stay in place, for every relational product.
namespace penstock::testing {
namespace {

using ::testing::HasSubstr;

const etl::SqlTable kOrders{"Orders", "Id", false, true, ""};
const etl::SqlTable kLines{"OrderLines", "OrderId", false, true, "Line"};

class UpsertContract : public SqlContract {
 protected:
  /// Rows that are written count their own updates.
  void create_counted() {
    query(
        "CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer, City varchar(10),"
        " Writes integer DEFAULT 1)");
    query(
        "CREATE TABLE OrderLines (OrderId varchar(40), Line integer, Product varchar(20),"
        " Writes integer DEFAULT 1, PRIMARY KEY (OrderId, Line))");
    count_updates("Orders", "Total");
    count_updates("OrderLines", "Product");
  }

  SqlRows orders() { return query("SELECT Id, Total, City, Writes FROM Orders ORDER BY Id"); }
  SqlRows lines() {
    return query("SELECT OrderId, Line, Product, Writes FROM OrderLines ORDER BY OrderId, Line");
  }

 private:
  void count_updates(const std::string& table, const std::string& column) {
    query(fmt::format(fmt::runtime(product_->traits().count_updates), table, column));
  }
};

TEST_P(UpsertContract, TouchesOnlyRowsThatChanged) {
  create_counted();
  open({kOrders, kLines});
  const TestDocument untouched{"orders/1",
                               {{"Orders", R"({"Total":1,"City":"Kyiv"})"},
                                {"OrderLines", R"({"Line":1,"Product":"Milk"})"},
                                {"OrderLines", R"({"Line":2,"Product":"Bear"})"}}};
  load({untouched,
        {"orders/2",
         {{"Orders", R"({"Total":2,"City":null})"},
          {"OrderLines", R"({"Line":1,"Product":"Milk"})"},
          {"OrderLines", R"({"Line":2,"Product":"Bear"})"},
          {"OrderLines", R"({"Line":3,"Product":"Tea"})"}}}});

  load({untouched,
        {"orders/2",
         {{"Orders", R"({"Total":3,"City":null})"},
          {"OrderLines", R"({"Line":1,"Product":"Milk"})"},
          {"OrderLines", R"({"Line":3,"Product":"TEA"})"},
          {"OrderLines", R"({"Line":4,"Product":"Mug"})"}}}});

  EXPECT_EQ(orders(), (SqlRows{{"orders/1", "1", "Kyiv", "1"}, {"orders/2", "3", "NULL", "2"}}));
  EXPECT_EQ(lines(), (SqlRows{{"orders/1", "1", "Milk", "1"},
                              {"orders/1", "2", "Bear", "1"},
                              {"orders/2", "1", "Milk", "1"},
                              {"orders/2", "3", "TEA", "2"},
                              {"orders/2", "4", "Mug", "1"}}));
}

// The server's own word for it.
TEST_P(UpsertContract, LeavesTheVersionOfARowThatDidNotChange) {
  const auto* const version = product_->traits().row_version;
  if (version == nullptr) return;  // The product does not show the version of a row.
  create_shop();
  open({kOrders});
  load(
      {{"orders/1", {{"Orders", R"({"Total":1})"}}}, {"orders/2", {{"Orders", R"({"Total":1})"}}}});
  const auto versions = fmt::format("SELECT {} FROM Orders ORDER BY Id", version);
  const auto before = query(versions);

  load(
      {{"orders/1", {{"Orders", R"({"Total":1})"}}}, {"orders/2", {{"Orders", R"({"Total":2})"}}}});

  const auto after = query(versions);
  EXPECT_EQ(after[0], before[0]);
  EXPECT_NE(after[1], before[1]);
}

TEST_P(UpsertContract, DeletesWhatADocumentNoLongerLoads) {
  create_counted();
  open({kOrders, kLines});
  for (const auto* id : {"orders/1", "orders/2", "orders/3"}) {
    load({{id, {{"Orders", "{}"}, {"OrderLines", R"({"Line":1})"}}}});
  }

  load({deleted("orders/1"), {"orders/2", {}}, {"orders/3", {{"Orders", "{}"}}}});

  EXPECT_EQ(query("SELECT Id FROM Orders"), (SqlRows{{"orders/3"}}));
  EXPECT_EQ(query("SELECT count(*) FROM OrderLines"), (SqlRows{{"0"}}));
}

TEST_P(UpsertContract, KeepsColumnsThatAnObjectDoesNotHave) {
  create_counted();
  open({kOrders});
  load({{"orders/1", {{"Orders", R"({"Total":1,"City":"Kyiv"})"}}}});
  load({{"orders/1", {{"Orders", R"({"Total":2})"}}}});
  EXPECT_EQ(orders(), (SqlRows{{"orders/1", "2", "Kyiv", "2"}}));
}

TEST_P(UpsertContract, ReplacesTheRowsOfADocumentThatHaveDifferentColumns) {
  create_counted();
  open({kLines});
  const TestDocument mixed{
      "orders/1",
      {{"OrderLines", R"({"Line":1,"Product":"Milk"})"}, {"OrderLines", R"({"Line":2})"}}};
  load({mixed});
  load({mixed, {"orders/2", {{"OrderLines", R"({"Line":1,"Product":"Tea"})"}}}});
  EXPECT_EQ(lines(), (SqlRows{{"orders/1", "1", "Milk", "1"},
                              {"orders/1", "2", "NULL", "1"},
                              {"orders/2", "1", "Tea", "1"}}));
}

TEST_P(UpsertContract, UpdatesAParentThatRowsOfOthersReferTo) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer)");
  query("CREATE TABLE Notes (OrderId varchar(40), FOREIGN KEY (OrderId) REFERENCES Orders (Id))");
  open({kOrders});
  load({{"orders/1", {{"Orders", R"({"Total":1})"}}}});
  query("INSERT INTO Notes VALUES ('orders/1')");

  load({{"orders/1", {{"Orders", R"({"Total":2})"}}}});

  EXPECT_EQ(query("SELECT Total FROM Orders"), (SqlRows{{"2"}}));
  EXPECT_TRUE(errors_.recorded.empty());
}

TEST_P(UpsertContract, RejectsRowsWithoutAKeyOfTheirOwnAndNoOthers) {
  create_counted();
  open({kOrders, kLines});
  load({{"orders/1", {{"OrderLines", R"({"Product":"no number"})"}}},
        {"orders/2", {{"OrderLines", R"({"Line":null})"}}},
        {"orders/3", {{"OrderLines", R"({"Line":1})"}, {"OrderLines", R"({"Line":1})"}}},
        {"orders/4", {{"Orders", "{}"}, {"Orders", "{}"}}},
        {"orders/5", {{"Orders", R"({"City":"much too long"})"}}},
        {"orders/6", {{"Orders", R"({"City":"Kyiv"})"}}}});

  std::vector<std::string> rejected;
  for (const auto& error : errors_.recorded) rejected.push_back(error.document_id);
  std::vector<std::string> expected{"orders/1", "orders/2", "orders/3", "orders/4"};
  if (product_->traits().has_types) expected.emplace_back("orders/5");
  EXPECT_EQ(rejected, expected);
  EXPECT_THAT(errors_.recorded[0].message, HasSubstr("it numbers the rows"));
  EXPECT_EQ(query("SELECT City FROM Orders WHERE Id = 'orders/6'"), (SqlRows{{"Kyiv"}}));
}

// A constraint that only the update breaks: the server names no row of the batch.
TEST_P(UpsertContract, FindsTheDocumentWhoseUpdateIsRefused) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer CHECK (Total < 100))");
  open({kOrders});
  std::vector<TestDocument> documents;
  for (int i = 0; i < 40; ++i) {
    documents.push_back({fmt::format("orders/{}", i), {{"Orders", R"({"Total":1})"}}});
  }
  load(documents);
  for (auto& document : documents) document.objects[0].second = R"({"Total":2})";
  documents[17].objects[0].second = R"({"Total":200})";

  load(documents);

  ASSERT_EQ(errors_.recorded.size(), 1u);
  EXPECT_EQ(errors_.recorded[0].document_id, "orders/17");
  EXPECT_EQ(query("SELECT count(*) FROM Orders WHERE Total = 2"), (SqlRows{{"39"}}));
  EXPECT_EQ(query("SELECT Total FROM Orders WHERE Id = 'orders/17'"), (SqlRows{{"1"}}));
}

INSTANTIATE_TEST_SUITE_P(Products, UpsertContract, ::testing::ValuesIn(product_names()),
                         [](const auto& product) { return product.param; });

}  // namespace
}  // namespace penstock::testing
