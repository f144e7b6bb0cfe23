#include "sql/order_rows.h"

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "support/orders.h"

namespace penstock::bench {
namespace {

std::string text_of(const boost::json::value& value) { return std::string(value.as_string()); }

}  // namespace

OrderRows order_rows(std::uint64_t number) {
  const auto json = boost::json::parse(order_json(number));
  OrderRows order{.id = order_id(number),
                  .company = text_of(json.at("Company")),
                  .ordered_at = text_of(json.at("OrderedAt")),
                  .country = text_of(json.at("ShipTo").at("Country")),
                  .total = {},
                  .lines = {}};
  double total = 0;
  for (const auto& line : json.at("Lines").as_array()) {
    const auto price = line.at("PricePerUnit").to_number<double>();
    const auto quantity = line.at("Quantity").to_number<double>();
    total += price * quantity * (1 - line.at("Discount").to_number<double>());
    order.lines.push_back(
        {fmt::format("{}", quantity), text_of(line.at("Product")), fmt::format("{}", price)});
  }
  order.total = fmt::format("{}", total);
  return order;
}

std::vector<std::vector<OrderRows>> order_batches(std::uint64_t documents,
                                                  std::uint64_t batch_documents) {
  std::vector<std::vector<OrderRows>> batches;
  for (std::uint64_t number = 1; number <= documents; ++number) {
    if ((number - 1) % batch_documents == 0) batches.emplace_back();
    batches.back().push_back(order_rows(number));
  }
  return batches;
}

}  // namespace penstock::bench
