#include <gmock/gmock.h>

#include "integration/sql/sql_contract.h"

// Tables, columns and indexes made from what a script makes, for every relational product.
namespace penstock::testing {
namespace {

using ::testing::IsEmpty;
using ::testing::SizeIs;
using ::testing::StartsWith;

const TestDocument kOrder{
    "orders/1",
    {{"Orders", R"({"Id":"ignored","Total":7,"Price":1.5,"Paid":true,"City":"Kyiv",)"
                R"("At":"2020-01-02T03:04:05Z","Lines":[1,{"a":"b"}],"Note":null})"},
     {"OrderLines", R"({"Product":"Milk"})"}}};

class SchemaContract : public SqlContract {
 protected:
  std::vector<std::string> missing(const std::vector<TestDocument>& documents) {
    std::vector<etl::LoadBatch> samples;
    samples.push_back(make_batch({}, documents));
    return must(make_destination(shop_tables())->missing_schema(samples, {}));
  }
  void run(const std::vector<std::string>& statements) {
    for (const auto& statement : statements) query(statement);
  }

  /// A destination that makes what is missing.
  void open_making() {
    auto configuration = product_->configuration();
    configuration.tables = shop_tables();
    configuration.makes_missing = true;
    destination_ = must(etl::sql::SqlDestination::make(std::move(configuration),
                                                       {"Orders", "OrderLines"}, errors_, clock_));
    position_ = must(destination_->open(process_, {1}, {}));
  }
  std::string total() { return query("SELECT count(*) FROM " + name("Orders"))[0][0]; }
  std::string name(const std::string& table) const {
    const char quote = product_->traits().quote;
    return quote + table + quote;
  }
};

TEST_P(SchemaContract, MakesTablesThatTakeWhatTheScriptMakes) {
  const auto statements = missing({kOrder});
  ASSERT_THAT(statements, SizeIs(4));
  EXPECT_THAT(statements[0], StartsWith("CREATE TABLE"));
  EXPECT_THAT(statements[2], StartsWith("CREATE INDEX"));
  run(statements);

  open(shop_tables());
  load({kOrder});

  EXPECT_THAT(errors_.recorded, IsEmpty());
  EXPECT_THAT(destination_->warnings(), IsEmpty());
  EXPECT_EQ(total(), "1");
  EXPECT_THAT(missing({kOrder}), IsEmpty());
}

TEST_P(SchemaContract, AddsColumnsAndIndexesToTablesThatAreThere) {
  create_shop();  // Without an index on OrderLines.
  const auto statements = missing({kOrder});
  run(statements);

  open(shop_tables());
  load({kOrder});

  EXPECT_THAT(statements, SizeIs(6));
  EXPECT_THAT(errors_.recorded, IsEmpty());
  EXPECT_EQ(query("SELECT Id, Total, City FROM Orders"), (SqlRows{{"orders/1", "7", "Kyiv"}}));
}

TEST_P(SchemaContract, MakesWhatIsMissingAsItLoadsIfTheTaskWantsIt) {
  open_making();
  load({kOrder});
  load({{"orders/2", {{"Orders", R"({"Total":8,"Weight":0.5})"}}}});

  EXPECT_THAT(errors_.recorded, IsEmpty());
  EXPECT_THAT(destination_->warnings(), IsEmpty());
  EXPECT_EQ(total(), "2");
}

// The product takes no such column: the document is in error, and no other waits for it.
TEST_P(SchemaContract, GoesOnWithoutAColumnThatCannotBeMade) {
  open_making();
  load({{"orders/1", {{"Orders", R"({"":1})"}}}, {"orders/2", {{"Orders", R"({"Total":1})"}}}});

  if (product_->traits().names_every_column) {
    EXPECT_THAT(errors_.recorded, IsEmpty());
    return;
  }
  ASSERT_THAT(errors_.recorded, SizeIs(1));
  EXPECT_EQ(errors_.recorded[0].document_id, "orders/1");
  EXPECT_EQ(total(), "1");
}

TEST_P(SchemaContract, MakesNothingUnlessTheTaskWantsIt) {
  const auto opened = make_destination(shop_tables())->open(process_, {1}, {});
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kNotFound);
}

INSTANTIATE_TEST_SUITE_P(Products, SchemaContract, ::testing::ValuesIn(product_names()),
                         [](const auto& product) { return product.param; });

}  // namespace
}  // namespace penstock::testing
