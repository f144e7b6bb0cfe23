#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

// The data of the demo: a made-up shop for coffee, tea and kitchen things. Every run makes the
// same documents. Ids are those that a server with the node tag A would give.
namespace penstock::app {

struct ShopEmployee {
  std::string id;
  std::string first_name;
  std::string last_name;
  std::string title;
  std::string birthday;                   ///< "1991-05-30".
  std::optional<std::string> reports_to;  ///< An employee's id.
};

struct ShopCompany {
  std::string id;
  std::string name;
  std::string city;
  std::string country;
};

struct ShopProduct {
  std::string id;
  std::string name;
  std::uint32_t price_cents = 0;
};

struct ShopOrderLine {
  std::string product;  ///< A product's id.
  std::string product_name;
  std::uint32_t price_cents = 0;
  std::uint32_t quantity = 0;
  std::uint32_t discount_percent = 0;
};

struct ShopOrder {
  std::string id;
  std::string company;   ///< A company's id.
  std::string employee;  ///< An employee's id.
  std::string ordered_at;
  std::string ship_to_city;
  std::string ship_to_country;
  std::vector<ShopOrderLine> lines;

  /// What the demo's script computes for it.
  double total() const;
};

struct Shop {
  std::vector<ShopEmployee> employees;
  std::vector<ShopCompany> companies;
  std::vector<ShopProduct> products;
  std::vector<ShopOrder> orders;

  std::size_t order_lines() const;
};

/// 9 employees, 20 companies, 30 products and 400 orders.
Shop make_shop();

/// The documents as JSON text, with "@collection" in their metadata.
std::string to_json(const ShopEmployee& employee);
std::string to_json(const ShopCompany& company);
std::string to_json(const ShopProduct& product);
std::string to_json(const ShopOrder& order);

}  // namespace penstock::app
