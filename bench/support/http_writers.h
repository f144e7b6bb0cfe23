#pragma once

#include <cstdint>
#include <string>

namespace penstock::bench {

/// Starts `binary serve` on a temporary folder and writes `documents` orders by
/// PUT /databases/bench/docs from `writers` threads, each over a connection that stays open, each
/// waiting for its answer. Documents a second.
double http_writers(const std::string& binary, int writers, std::uint64_t documents);

}  // namespace penstock::bench
