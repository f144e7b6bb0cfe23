#include "app/terminal/progress_line.h"

#include <algorithm>
#include <cmath>

#include <fmt/format.h>

#include "app/terminal/format.h"

namespace penstock::app {
namespace {

constexpr std::size_t kBarWidthMax = 30;
/// An estimate from less than this says nothing.
constexpr std::chrono::milliseconds kElapsedMinForEstimate{500};

std::string remaining_time(const Progress& progress) {
  const std::uint64_t total = progress.total.value_or(0);
  if (progress.done >= total) return "done";
  if (progress.done == 0 || progress.elapsed < kElapsedMinForEstimate) return {};
  const double left = static_cast<double>(total - progress.done) *
                      static_cast<double>(progress.elapsed.count()) /
                      static_cast<double>(progress.done);
  return format_duration(std::chrono::milliseconds{std::llround(left)}) + " left";
}

std::string counts_of(const Progress& progress) {
  std::string text = format_count_of(progress.documents, "document");
  const auto rate = static_cast<std::uint64_t>(std::llround(rate_of(progress)));
  if (rate > 0) text += fmt::format("  {}/s", format_count(rate));
  return text;
}

}  // namespace

double rate_of(const Progress& progress) {
  if (progress.elapsed.count() <= 0) return 0;
  return static_cast<double>(progress.documents) * 1000 /
         static_cast<double>(progress.elapsed.count());
}

std::string format_bar(std::uint64_t done, std::uint64_t total, std::size_t width) {
  const double part =
      total == 0 ? 1 : std::min(1.0, static_cast<double>(done) / static_cast<double>(total));
  const auto filled = static_cast<std::size_t>(std::floor(part * static_cast<double>(width)));
  std::string bar;
  for (std::size_t i = 0; i < width; ++i) bar += i < filled ? "━" : "─";
  return bar;
}

std::string format_progress(const Progress& progress, std::size_t columns) {
  if (!progress.total) {
    return fit_left(counts_of(progress) + "  " + format_duration(progress.elapsed), columns);
  }
  const std::uint64_t total = *progress.total;
  const auto percent = total == 0 ? 100 : std::min<std::uint64_t>(100, progress.done * 100 / total);
  const std::string text =
      fmt::format("{:>3} %  {}  {}", percent, counts_of(progress), remaining_time(progress));
  const std::size_t taken = display_width(text) + 2;
  const std::size_t bar_width = columns > taken ? std::min(kBarWidthMax, columns - taken) : 0;
  return fit_left(format_bar(progress.done, total, bar_width) + "  " + text, columns);
}

}  // namespace penstock::app
