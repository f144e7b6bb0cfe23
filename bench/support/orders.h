#pragma once

#include <cstdint>
#include <string>

namespace penstock::bench {

/// The orders that every benchmark uses: about 1 KB of JSON with 3 lines, the same for the same
/// number.
std::string order_id(std::uint64_t number);
std::string order_json(std::uint64_t number);

/// The task script of the benchmarks: one row of Orders and one of OrderLines per line.
inline constexpr const char* kOrdersScript = R"(
var total = 0;
for (var i = 0; i < this.Lines.length; i++) {
    var line = this.Lines[i];
    total += line.PricePerUnit * line.Quantity * (1 - line.Discount);
    loadToOrderLines({ Quantity: line.Quantity, Product: line.Product, Price: line.PricePerUnit });
}
loadToOrders({ Company: this.Company, OrderedAt: this.OrderedAt, ShipToCountry: this.ShipTo.Country, Total: total });
)";

/// Both tables with a primary key and an index on the document id.
inline constexpr const char* kOrdersTables = R"(
create table "Orders" ("Id" text primary key, "Company" text, "OrderedAt" timestamp,
                       "ShipToCountry" text, "Total" double precision);
create table "OrderLines" ("LineId" bigserial primary key, "OrderId" text not null,
                           "Quantity" int, "Product" text, "Price" double precision);
create index on "OrderLines" ("OrderId");
)";

}  // namespace penstock::bench
