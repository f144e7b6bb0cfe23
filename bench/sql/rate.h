#pragma once

#include <chrono>
#include <cstdint>
#include <span>
#include <vector>

#include "sql/order_rows.h"

namespace penstock::bench {

inline std::uint64_t count(std::span<const std::vector<OrderRows>> batches) {
  std::uint64_t documents = 0;
  for (const auto& batch : batches) documents += batch.size();
  return documents;
}

/// Calls `write` once, which writes so many documents. Documents a second.
template <typename Write>
double rate(std::uint64_t documents, Write write) {
  const auto start = std::chrono::steady_clock::now();
  write();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(documents) / elapsed.count();
}

}  // namespace penstock::bench
