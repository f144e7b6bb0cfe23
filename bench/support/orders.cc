#include "support/orders.h"

#include <array>

#include <fmt/format.h>

namespace penstock::bench {
namespace {

constexpr std::array<const char*, 8> kCountries = {"Germany", "France", "Brazil", "Norway",
                                                   "Spain",   "Italy",  "Japan",  "Kenya"};

std::string line_json(std::uint64_t number, std::uint64_t line) {
  const auto product = (number * 7 + line * 13) % 500;
  return fmt::format(
      R"({{"Product":"products/{0}-A","ProductName":"A product of the catalogue, number {0}","PricePerUnit":{1}.{2},"Quantity":{3},"Discount":{4}}})",
      product, 3 + product % 90, product % 9 + 1, 1 + (number + line) % 12,
      (number + line) % 4 == 0 ? "0.05" : "0");
}

}  // namespace

std::string order_id(std::uint64_t number) { return fmt::format("orders/{}-A", number); }

std::string order_json(std::uint64_t number) {
  return fmt::format(
      R"({{"Company":"companies/{0}-A","Employee":"employees/{1}-A","OrderedAt":"2024-{2:02}-{3:02}T08:30:00.0000000","RequireAt":"2024-{2:02}-28T00:00:00.0000000","ShippedAt":null,"Freight":{4}.25,"ShipVia":"shippers/{5}-A","ShipTo":{{"City":"The city of order {6}","Line1":"{7} Long Avenue, second house on the left","Line2":null,"Region":null,"PostalCode":"{8:05}","Country":"{9}"}},"Lines":[{10},{11},{12}],"Notes":"{13}","@metadata":{{"@collection":"Orders"}}}})",
      number % 900, number % 9 + 1, number % 12 + 1, number % 28 + 1, number % 70, number % 3 + 1,
      number, number % 300, number % 100'000, kCountries[number % kCountries.size()],
      line_json(number, 0), line_json(number, 1), line_json(number, 2),
      "Leave with the neighbour when nobody answers the door, and ring twice. The customer asked "
      "for the invoice by post, and for a call before the lorry leaves.");
}

}  // namespace penstock::bench
