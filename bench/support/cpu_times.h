#pragma once

#include <chrono>
#include <map>
#include <string>

namespace penstock::bench {

/// Processor time by name of thread: of this process, and of its children as "worker/…". Counted
/// from the beginning of each thread; those that have ended are gone.
using CpuTimes = std::map<std::string, std::chrono::nanoseconds>;

CpuTimes cpu_times();

}  // namespace penstock::bench
