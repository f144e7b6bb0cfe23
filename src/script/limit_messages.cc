#include "script/limit_messages.h"

#include <fmt/format.h>

namespace penstock::script {

std::string took_too_long(std::chrono::milliseconds limit) {
  const auto ms = limit.count();
  return ms % 1'000 == 0 ? fmt::format("took longer than {} s", ms / 1'000)
                         : fmt::format("took longer than {} ms", ms);
}

std::string used_too_much_memory(std::uint64_t limit_bytes) {
  return fmt::format("used more than {} MB", limit_bytes >> 20);
}

}  // namespace penstock::script
