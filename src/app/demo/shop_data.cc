#include "app/demo/shop_data.h"

#include <array>
#include <string_view>

#include <fmt/format.h>

#include "base/json.h"

namespace penstock::app {
namespace {

constexpr std::size_t kOrders = 400;
constexpr std::uint32_t kLinesMax = 4;
constexpr std::uint64_t kSeed = 20'250'301;

struct EmployeeRow {
  std::string_view first_name, last_name, title, birthday;
  std::size_t reports_to;  // Number of the manager; 0 for none.
};

constexpr std::array<EmployeeRow, 9> kEmployees = {{
    {"Ingrid", "Halvorsen", "Director", "1968-02-11", 0},
    {"Tomasz", "Wilk", "Head of Sales", "1975-09-03", 1},
    {"Priya", "Raman", "Head Buyer", "1980-07-19", 1},
    {"Owen", "Castell", "Account Manager", "1988-12-05", 2},
    {"Lucía", "Ferrer", "Account Manager", "1991-05-30", 2},
    {"Jonas", "Brandt", "Account Manager", "1985-03-22", 2},
    {"Amara", "Okoye", "Buyer", "1993-10-14", 3},
    {"Henri", "Lacombe", "Buyer", "1979-01-27", 3},
    {"Mei", "Tanaka", "Sales Assistant", "1998-08-08", 4},
}};

struct CompanyRow {
  std::string_view name, city, country;
};

constexpr std::array<CompanyRow, 20> kCompanies = {{
    {"Kaffeehaus Lindner", "Leipzig", "Germany"}, {"Teestube am Deich", "Bremen", "Germany"},
    {"Rösterei Nordlicht", "Kiel", "Germany"},    {"Café Belvoir", "Lyon", "France"},
    {"Maison Thibault", "Nantes", "France"},      {"L'Atelier du Goût", "Lille", "France"},
    {"The Copper Kettle", "York", "UK"},          {"Harbour Street Deli", "Bristol", "UK"},
    {"Pemberton & Daughters", "Bath", "UK"},      {"Larkspur Roasters", "Portland", "USA"},
    {"Blue Door Bakery", "Boston", "USA"},        {"Mesa Verde Market", "Santa Fe", "USA"},
    {"Northfield Provisions", "Duluth", "USA"},   {"Fika & Vänner", "Uppsala", "Sweden"},
    {"Smörgåsboden", "Lund", "Sweden"},           {"Torrefazione Aurora", "Torino", "Italy"},
    {"Bottega Marchetti", "Parma", "Italy"},      {"La Tostadora", "Sevilla", "Spain"},
    {"Casa Almirante", "Porto", "Portugal"},      {"De Gouden Boon", "Utrecht", "Netherlands"},
}};

struct ProductRow {
  std::string_view name;
  std::uint32_t price_cents;
};

constexpr std::array<ProductRow, 30> kProducts = {{
    {"Highland Breakfast Tea", 690}, {"Jasmine Pearls", 1450},    {"Smoked Pine Tea", 1120},
    {"Peppermint Leaves", 540},      {"Chamomile Blossoms", 580}, {"Rooibos Vanilla", 630},
    {"Harbour Blend Coffee", 1290},  {"Midnight Espresso", 1380}, {"Single Farm Filter", 1675},
    {"Decaf Sunday", 1340},          {"Green Coffee Beans", 980}, {"Dark Cocoa Powder", 870},
    {"Drinking Chocolate", 925},     {"Acacia Honey", 1090},      {"Candied Ginger", 485},
    {"Cardamom Pods", 720},          {"Cinnamon Sticks", 395},    {"Almond Biscuits", 455},
    {"Oat Crackers", 365},           {"Fig Preserve", 610},       {"Bitter Orange Marmalade", 575},
    {"Stoneware Mug", 1800},         {"Glass Teapot", 3450},      {"Cast Iron Teapot", 6490},
    {"Pour-over Dripper", 2275},     {"Hand Grinder", 5890},      {"Milk Frother", 2640},
    {"Linen Tea Towel", 1195},       {"Bamboo Whisk", 1580},      {"Travel Flask", 2995},
}};

/// SplitMix64: the same numbers everywhere, which the standard's distributions do not promise.
class Dice {
 public:
  explicit Dice(std::uint64_t seed) : state_(seed) {}

  /// 0 to `sides` - 1.
  std::uint32_t roll(std::size_t sides) {
    state_ += 0x9E3779B97F4A7C15ULL;
    std::uint64_t mixed = state_;
    mixed = (mixed ^ (mixed >> 30U)) * 0xBF58476D1CE4E5B9ULL;
    mixed = (mixed ^ (mixed >> 27U)) * 0x94D049BB133111EBULL;
    mixed ^= mixed >> 31U;
    return static_cast<std::uint32_t>(mixed % sides);
  }

 private:
  std::uint64_t state_;
};

std::string id_of(std::string_view collection, std::size_t number) {
  return fmt::format("{}/{}-A", collection, number);
}

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

std::string with_metadata(std::string_view members, std::string_view collection) {
  return fmt::format(R"({{{},"@metadata":{{"@collection":{}}}}})", members, quoted(collection));
}

/// 1290 as "12.9".
std::string hundredths(std::uint32_t value) {
  return fmt::format("{}", static_cast<double>(value) / 100);
}

/// Orders come in at a steady pace through the working days of one year.
std::string order_date(std::size_t number) {
  const std::size_t day = number * 336 / kOrders;  // 12 months of 28 days.
  return fmt::format("2025-{:02}-{:02}T{:02}:{:02}:00.0000000", day / 28 + 1, day % 28 + 1,
                     8 + number * 7 % 10, number * 13 % 60);
}

ShopOrderLine make_line(const ShopProduct& product, Dice& dice) {
  static constexpr std::array<std::uint32_t, 6> kDiscounts = {0, 0, 0, 0, 5, 10};
  return {product.id, product.name, product.price_cents, 1 + dice.roll(24),
          kDiscounts.at(dice.roll(kDiscounts.size()))};
}

ShopOrder make_order(const Shop& shop, std::size_t number, Dice& dice) {
  const ShopCompany& company = shop.companies[dice.roll(shop.companies.size())];
  ShopOrder order;
  order.id = id_of("orders", number + 1);
  order.company = company.id;
  order.employee = id_of("employees", 4 + dice.roll(3));  // The account managers.
  order.ordered_at = order_date(number);
  order.ship_to_city = company.city;
  order.ship_to_country = company.country;
  const std::size_t lines = 1 + dice.roll(kLinesMax);
  const std::size_t first = dice.roll(shop.products.size());
  for (std::size_t i = 0; i < lines; ++i) {
    // A stride that shares no factor with the number of products: no product twice in an order.
    order.lines.push_back(make_line(shop.products[(first + i * 7) % shop.products.size()], dice));
  }
  return order;
}

std::string line_to_json(const ShopOrderLine& line) {
  return fmt::format(
      R"({{"Product":{},"ProductName":{},"PricePerUnit":{},"Quantity":{},"Discount":{}}})",
      quoted(line.product), quoted(line.product_name), hundredths(line.price_cents), line.quantity,
      hundredths(line.discount_percent));
}

}  // namespace

double ShopOrder::total() const {
  double total = 0;
  for (const ShopOrderLine& line : lines) {
    total += static_cast<double>(line.price_cents) / 100 * line.quantity *
             (1 - static_cast<double>(line.discount_percent) / 100);
  }
  return total;
}

std::size_t Shop::order_lines() const {
  std::size_t lines = 0;
  for (const ShopOrder& order : orders) lines += order.lines.size();
  return lines;
}

Shop make_shop() {
  Shop shop;
  for (const EmployeeRow& row : kEmployees) {
    ShopEmployee employee{id_of("employees", shop.employees.size() + 1),
                          std::string(row.first_name),
                          std::string(row.last_name),
                          std::string(row.title),
                          std::string(row.birthday),
                          std::nullopt};
    if (row.reports_to > 0) employee.reports_to = id_of("employees", row.reports_to);
    shop.employees.push_back(std::move(employee));
  }
  for (const CompanyRow& row : kCompanies) {
    shop.companies.push_back({id_of("companies", shop.companies.size() + 1), std::string(row.name),
                              std::string(row.city), std::string(row.country)});
  }
  for (const ProductRow& row : kProducts) {
    shop.products.push_back(
        {id_of("products", shop.products.size() + 1), std::string(row.name), row.price_cents});
  }
  Dice dice(kSeed);
  for (std::size_t i = 0; i < kOrders; ++i) shop.orders.push_back(make_order(shop, i, dice));
  return shop;
}

std::string to_json(const ShopEmployee& employee) {
  return with_metadata(
      fmt::format(R"("FirstName":{},"LastName":{},"Title":{},"Birthday":{},"ReportsTo":{})",
                  quoted(employee.first_name), quoted(employee.last_name), quoted(employee.title),
                  quoted(employee.birthday),
                  employee.reports_to ? quoted(*employee.reports_to) : "null"),
      "Employees");
}

std::string to_json(const ShopCompany& company) {
  return with_metadata(fmt::format(R"("Name":{},"City":{},"Country":{})", quoted(company.name),
                                   quoted(company.city), quoted(company.country)),
                       "Companies");
}

std::string to_json(const ShopProduct& product) {
  return with_metadata(fmt::format(R"("Name":{},"PricePerUnit":{})", quoted(product.name),
                                   hundredths(product.price_cents)),
                       "Products");
}

std::string to_json(const ShopOrder& order) {
  std::string lines;
  for (const ShopOrderLine& line : order.lines) {
    if (!lines.empty()) lines += ',';
    lines += line_to_json(line);
  }
  return with_metadata(
      fmt::format(
          R"("Company":{},"Employee":{},"OrderedAt":{},"ShipTo":{{"City":{},"Country":{}}},"Lines":[{}])",
          quoted(order.company), quoted(order.employee), quoted(order.ordered_at),
          quoted(order.ship_to_city), quoted(order.ship_to_country), lines),
      "Orders");
}

}  // namespace penstock::app
