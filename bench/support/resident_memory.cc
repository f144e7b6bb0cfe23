#include "support/resident_memory.h"

#include <algorithm>
#include <chrono>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>

#include "support/fail.h"

namespace penstock::bench {

std::uint64_t resident_bytes(pid_t process) {
  std::ifstream statm(fmt::format("/proc/{}/statm", process));
  std::uint64_t total_pages = 0;
  std::uint64_t resident_pages = 0;
  if (!(statm >> total_pages >> resident_pages)) fail("the server has ended");
  return resident_pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

ResidentPeak::ResidentPeak(pid_t process)
    : peak_(resident_bytes(process)), watcher_([this, process](const std::stop_token& stop) {
        while (!stop.stop_requested()) {
          peak_ = std::max(peak_.load(), resident_bytes(process));
          std::this_thread::sleep_for(std::chrono::milliseconds{5});
        }
      }) {}

}  // namespace penstock::bench
