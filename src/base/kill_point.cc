#include "base/kill_point.h"

#include <algorithm>
#include <atomic>
#include <charconv>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <unistd.h>

namespace penstock {
namespace {

std::uint64_t take_number(std::string_view& text) {
  std::uint64_t number = 0;
  const auto end = std::from_chars(text.data(), text.data() + text.size(), number).ptr;
  text.remove_prefix(static_cast<std::size_t>(end - text.data()));
  if (text.starts_with(' ')) text.remove_prefix(1);
  return number;
}

/// Splitmix64.
std::uint64_t mixed(std::uint64_t number) {
  number += 0x9E3779B97F4A7C15;
  number = (number ^ (number >> 30)) * 0xBF58476D1CE4E5B9;
  number = (number ^ (number >> 27)) * 0x94D049BB133111EB;
  return number ^ (number >> 31);
}

/// Where and when this process is to end.
class Fate {
 public:
  static Fate from_environment() {
    const char* text = std::getenv("PENSTOCK_KILL_POINT");
    return Fate(text == nullptr ? std::string_view() : text);
  }

  bool strikes(std::string_view name) {
    if (odds_ == 0 || name != name_) return false;
    return mixed(seed_ + mixed(times_++)) % odds_ == 0;
  }

 private:
  explicit Fate(std::string_view text) : name_(text.substr(0, text.find(' '))) {
    text.remove_prefix(std::min(text.size(), name_.size() + 1));
    odds_ = take_number(text);
    seed_ = take_number(text);
  }

  std::string name_;
  std::uint64_t odds_ = 0;
  std::uint64_t seed_ = 0;
  std::atomic<std::uint64_t> times_ = 0;
};

void end_at(std::string_view name) {
  const auto message = "killed at the point " + std::string(name) + '\n';
  [[maybe_unused]] const auto written = write(STDERR_FILENO, message.data(), message.size());
  kill(getpid(), SIGKILL);
  while (true) pause();
}

}  // namespace

void kill_point(std::string_view name) {
  static Fate fate = Fate::from_environment();
  if (fate.strikes(name)) end_at(name);
}

}  // namespace penstock
