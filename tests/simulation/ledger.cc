#include "simulation/ledger.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "base/clock.h"

namespace penstock::simulation {
namespace {

constexpr std::string_view kBetween = "..";
constexpr std::size_t kDateLength = 10;

std::optional<std::uint64_t> parse_number(std::string_view text) {
  std::uint64_t number = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
  if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size()) return std::nullopt;
  return number;
}

/// The word of a line that is a range of seeds.
std::optional<SeedRange> find_range(std::string_view line) {
  while (!line.empty()) {
    const auto end = std::min(line.find(' '), line.size());
    if (const auto range = parse_seed_range(line.substr(0, end))) return range;
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return std::nullopt;
}

}  // namespace

std::optional<SeedRange> parse_seed_range(std::string_view text) {
  const auto between = text.find(kBetween);
  if (between == std::string_view::npos) return std::nullopt;
  const auto first = parse_number(text.substr(0, between));
  const auto last = parse_number(text.substr(between + kBetween.size()));
  if (!first || !last || *last < *first) return std::nullopt;
  return SeedRange{*first, *last};
}

std::string LedgerEntry::describe() const {
  const auto count = last + 1 - first;
  return fmt::format("{} seeds ({}..{}), {} faults, {} failed; {:.0f} s, {:.0f} seeds a minute",
                     count, first, last, faults, failures, seconds,
                     seconds > 0 ? static_cast<double>(count) * 60 / seconds : 0);
}

std::uint64_t last_seed_in(const std::string& path) {
  std::uint64_t last = 0;
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) {
    if (const auto range = find_range(line)) last = std::max(last, range->last);
  }
  return last;
}

void append_to_ledger(const std::string& path, const LedgerEntry& entry) {
  if (entry.last < entry.first) return;
  const char* commit = std::getenv("PENSTOCK_COMMIT");
  std::ofstream file(path, std::ios::app);
  file << fmt::format("| {} | {} | {}..{} | {} | {} | {:.0f} |\n",
                      format_wire_time(SystemClock().now()).substr(0, kDateLength),
                      commit != nullptr ? commit : "", entry.first, entry.last, entry.faults,
                      entry.failures, entry.seconds);
}

}  // namespace penstock::simulation
