#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>

namespace penstock::app {

/// How far a long piece of work is.
struct Progress {
  std::uint64_t done = 0;                ///< In the unit of `total`.
  std::optional<std::uint64_t> total{};  ///< Unknown when reading from a pipe.
  std::uint64_t documents = 0;           ///< Finished so far.
  std::chrono::milliseconds elapsed{0};
};

/// "━━━━━━━━────────": `width` columns, filled by done/total. Full when the total is 0.
std::string format_bar(std::uint64_t done, std::uint64_t total, std::size_t width);

/// One line that fits `columns`: bar, percentage, documents, rate, remaining time. Without a total
/// there is no bar, and the time is the elapsed one.
std::string format_progress(const Progress& progress, std::size_t columns);

/// Documents a second; 0 before any time has passed.
double rate_of(const Progress& progress);

}  // namespace penstock::app
