#include "script/worker/resident_memory.h"

#include <array>
#include <charconv>
#include <fcntl.h>
#include <string_view>
#include <unistd.h>

namespace penstock::script {

ResidentMemory::ResidentMemory() : file_(open("/proc/self/statm", O_RDONLY | O_CLOEXEC)) {}

ResidentMemory::~ResidentMemory() { close(file_); }

std::uint64_t ResidentMemory::bytes() const {
  std::array<char, 128> text{};
  const auto count = pread(file_, text.data(), text.size(), 0);
  if (count <= 0) return 0;
  const std::string_view line(text.data(), static_cast<std::size_t>(count));
  const auto resident = line.find(' ');  // The second of its numbers, in pages.
  if (resident == std::string_view::npos) return 0;
  std::uint64_t pages = 0;
  std::from_chars(line.data() + resident + 1, line.data() + line.size(), pages);
  return pages * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

}  // namespace penstock::script
