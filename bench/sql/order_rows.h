#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace penstock::bench {

/// What the benchmarks' script makes of an order, every value as text.
struct OrderRows {
  struct Line {
    std::string quantity;
    std::string product;
    std::string price;
  };
  std::string id;
  std::string company;
  std::string ordered_at;
  std::string country;
  std::string total;
  std::vector<Line> lines;
};

OrderRows order_rows(std::uint64_t number);

/// Orders 1 to `documents`, `batch_documents` a transaction.
std::vector<std::vector<OrderRows>> order_batches(std::uint64_t documents,
                                                  std::uint64_t batch_documents);

}  // namespace penstock::bench
