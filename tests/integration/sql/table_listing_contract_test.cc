#include <gmock/gmock.h>

#include "base/text.h"
#include "etl/sql/table_listing.h"
#include "integration/sql/sql_contract.h"

// The tables that a person may load to, for every relational product.
namespace penstock::testing {
namespace {

using ::testing::AllOf;
using ::testing::ElementsAre;
using ::testing::Field;
using ::testing::HasSubstr;
using ::testing::ResultOf;
using ::testing::StrCaseEq;

auto column(const char* name, const char* type) {
  return AllOf(Field(&etl::sql::ListedColumn::name, StrCaseEq(name)),
               Field(&etl::sql::ListedColumn::type, ResultOf(fold_case, HasSubstr(type))));
}

TEST_P(SqlContract, ListsTablesAndViewsWithTheirColumns) {
  query("CREATE TABLE Orders (Id varchar(40) PRIMARY KEY, Total integer)");
  query("CREATE TABLE OrderLines (OrderId varchar(40), Product varchar(20))");
  query("CREATE VIEW Totals AS SELECT Total FROM Orders");
  const auto configuration = product_->configuration();

  const auto tables =
      must(etl::sql::list_tables(configuration.factory_name, configuration.connection_string,
                                 configuration.options, clock_, {}));
  std::vector<std::string> names;
  for (const auto& table : tables) names.push_back(table.name);
  EXPECT_THAT(names,
              ElementsAre(StrCaseEq("OrderLines"), StrCaseEq("Orders"), StrCaseEq("Totals")));
  EXPECT_THAT(tables[0].columns, ElementsAre(column("OrderId", "char"), column("Product", "char")));
  EXPECT_THAT(tables[1].columns, ElementsAre(column("Id", "char"), column("Total", "int")));
  EXPECT_FALSE(tables[0].schema.empty());
}

}  // namespace
}  // namespace penstock::testing
