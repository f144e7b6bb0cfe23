#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "support/bench_server.h"

namespace penstock::bench {

/// The body of a bulk insert of the orders 1 to `documents`, in chunks of the size that clients
/// send.
std::vector<std::string> ready_bulk_insert(std::uint64_t documents);

/// Sends such a body from a local loop and waits until all of it is stored. Seconds.
double bulk_insert(const BenchServer& server, const std::string& database,
                   const std::vector<std::string>& body);

}  // namespace penstock::bench
