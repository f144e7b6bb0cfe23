#pragma once

#include <vector>

#include "base/metrics.h"
#include "etl/etl_host.h"

namespace penstock::etl {

/// How all running tasks of a server are doing, as numbers for Prometheus, labelled with database,
/// task and script. Thread-safe. Tasks that cannot be read just now are left out.
std::vector<Sample> etl_samples(const EtlHost& host);

}  // namespace penstock::etl
