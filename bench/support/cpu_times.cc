#include "support/cpu_times.h"

#include <cstdint>
#include <filesystem>
#include <fstream>

#include <fmt/format.h>

namespace penstock::bench {
namespace {

namespace fs = std::filesystem;

/// The first word of a file, empty if it is gone.
std::string first_word(const fs::path& file) {
  std::ifstream stream(file);
  std::string word;
  stream >> word;
  return word;
}

void add_threads(const fs::path& process, const std::string& prefix, CpuTimes& times) {
  for (const auto& thread : fs::directory_iterator(process / "task")) {
    const auto nanoseconds = first_word(thread.path() / "schedstat");
    if (nanoseconds.empty()) continue;
    times[prefix + first_word(thread.path() / "comm")] +=
        std::chrono::nanoseconds(std::stoll(nanoseconds));
  }
}

}  // namespace

CpuTimes cpu_times() {
  CpuTimes times;
  add_threads("/proc/self", "", times);
  for (const auto& thread : fs::directory_iterator("/proc/self/task")) {
    std::ifstream children(thread.path() / "children");
    for (std::string child; children >> child;) add_threads("/proc/" + child, "worker/", times);
  }
  return times;
}

}  // namespace penstock::bench
