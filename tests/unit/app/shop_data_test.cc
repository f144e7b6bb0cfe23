#include "app/demo/shop_data.h"

#include <algorithm>
#include <set>

#include <boost/json/object.hpp>
#include <gtest/gtest.h>

#include "base/json.h"
#include "support/assertions.h"

namespace penstock::app {
namespace {

template <typename Item>
std::set<std::string> ids_of(const std::vector<Item>& items) {
  std::set<std::string> ids;
  for (const Item& item : items) ids.insert(item.id);
  return ids;
}

TEST(ShopDataTest, EveryRunMakesTheSameDocuments) {
  const Shop first = make_shop();
  const Shop second = make_shop();
  ASSERT_EQ(first.orders.size(), second.orders.size());
  for (std::size_t i = 0; i < first.orders.size(); ++i) {
    EXPECT_EQ(to_json(first.orders[i]), to_json(second.orders[i]));
  }
  // The same on every machine and with every compiler as well.
  EXPECT_EQ(first.order_lines(), 1038u);
}

TEST(ShopDataTest, HasTheSizeThatTheDemoPromises) {
  const Shop shop = make_shop();
  EXPECT_EQ(ids_of(shop.employees).size(), 9u);
  EXPECT_EQ(ids_of(shop.companies).size(), 20u);
  EXPECT_EQ(ids_of(shop.products).size(), 30u);
  EXPECT_EQ(ids_of(shop.orders).size(), 400u);
}

TEST(ShopDataTest, ReferencesResolve) {
  const Shop shop = make_shop();
  const auto employees = ids_of(shop.employees);
  const auto companies = ids_of(shop.companies);
  const auto products = ids_of(shop.products);
  for (const ShopOrder& order : shop.orders) {
    EXPECT_TRUE(companies.contains(order.company)) << order.id;
    EXPECT_TRUE(employees.contains(order.employee)) << order.id;
    std::set<std::string> ordered;
    for (const ShopOrderLine& line : order.lines) {
      EXPECT_TRUE(products.contains(line.product)) << order.id;
      EXPECT_TRUE(ordered.insert(line.product).second) << order.id << " has a product twice";
    }
    EXPECT_FALSE(ordered.empty()) << order.id;
  }
}

TEST(ShopDataTest, EmployeesReportUpToOneHead) {
  const Shop shop = make_shop();
  const auto employees = ids_of(shop.employees);
  const auto heads = std::count_if(shop.employees.begin(), shop.employees.end(),
                                   [](const auto& employee) { return !employee.reports_to; });
  EXPECT_EQ(heads, 1);
  for (const ShopEmployee& employee : shop.employees) {
    EXPECT_TRUE(!employee.reports_to || employees.contains(*employee.reports_to));
  }
}

TEST(ShopDataTest, DocumentsAreJsonWithTheirCollection) {
  const Shop shop = make_shop();
  const auto order = testing::must(parse_json(to_json(shop.orders.front()))).as_object();
  EXPECT_EQ(order.at("@metadata").as_object().at("@collection"), "Orders");
  EXPECT_EQ(order.at("Lines").as_array().size(), shop.orders.front().lines.size());

  const auto head = testing::must(parse_json(to_json(shop.employees.front()))).as_object();
  EXPECT_TRUE(head.at("ReportsTo").is_null());
  EXPECT_EQ(head.at("@metadata").as_object().at("@collection"), "Employees");
}

TEST(ShopDataTest, TotalIsThatOfTheLines) {
  ShopOrder order;
  order.lines = {{"products/1-A", "Tea", 1000, 3, 0}, {"products/2-A", "Mug", 1800, 2, 10}};
  EXPECT_DOUBLE_EQ(order.total(), 30 + 32.4);
}

}  // namespace
}  // namespace penstock::app
