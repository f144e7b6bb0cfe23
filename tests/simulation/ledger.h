#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// The runs that are remembered: a file with a line of each, so that the next one goes on where the
// last one ended.
namespace penstock::simulation {

struct SeedRange {
  std::uint64_t first = 1;
  std::uint64_t last = 0;
};

/// "1..1000". Nothing if it is not a range, or an empty one.
std::optional<SeedRange> parse_seed_range(std::string_view text);

constexpr std::optional<SeedRange> seeds_after(std::uint64_t last, std::uint64_t count) {
  return SeedRange{last + 1, last + count};
}

/// A run over the seeds from `first` to `last`.
struct LedgerEntry {
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  std::uint64_t failures = 0;  ///< Seeds.
  std::uint64_t faults = 0;    ///< That were injected.
  double seconds = 0;

  std::string describe() const;
};

/// The highest seed in a ledger; 0 if it has none or there is no such file.
std::uint64_t last_seed_in(const std::string& path);

/// One line of Markdown's table: date, commit (of the environment's PENSTOCK_COMMIT), figures.
void append_to_ledger(const std::string& path, const LedgerEntry& entry);

}  // namespace penstock::simulation
