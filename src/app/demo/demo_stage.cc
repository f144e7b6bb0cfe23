#include "app/demo/demo_stage.h"

#include <algorithm>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "app/client/etl_status.h"
#include "app/client/wait.h"
#include "app/demo/demo_tasks.h"
#include "app/terminal/format.h"
#include "app/terminal/progress_line.h"

namespace penstock::app {
namespace {

constexpr std::string_view kMargin = "   ";
constexpr std::size_t kTasks = 2;

std::string progress_line(const EtlProgress& process) {
  static constexpr std::size_t kNameWidth = 22;
  static constexpr std::size_t kBarWidth = 20;
  const std::uint64_t done = process.total - std::min(process.to_process, process.total);
  return fmt::format("{}{} {}  {:>3} of {:<3}  {}", kMargin, fit_left(process.task, kNameWidth),
                     format_bar(done, process.total, kBarWidth), done, process.total,
                     describe_state(process));
}

std::vector<std::string> progress_lines(const std::vector<EtlProgress>& processes) {
  std::vector<std::string> lines;
  lines.reserve(processes.size());
  for (const EtlProgress& process : processes) lines.push_back(progress_line(process));
  return lines;
}

/// A task shows up once its process runs.
bool all_delivered(const std::vector<EtlProgress>& processes) {
  return processes.size() == kTasks &&
         std::all_of(processes.begin(), processes.end(), [](const EtlProgress& process) {
           return process.completed && process.to_process == 0;
         });
}

Error not_delivered(const Error& error, const std::vector<EtlProgress>& processes) {
  if (error.code != ErrorCode::kTimeout) return error;
  std::string message = "not everything arrived (" + error.message + ")";
  for (const EtlProgress& process : processes) {
    message += fmt::format("; {}: {}", process.task, describe(process));
  }
  return {ErrorCode::kTimeout, message};
}

Result<void> check_no_failures(ServerClient& server) {
  for (const EtlStatistics& process : TRY(fetch_etl_statistics(server, kShopDatabase))) {
    const auto failed = process.transformation_errors + process.load_errors;
    if (failed == 0) continue;
    return Error{ErrorCode::kInternal,
                 fmt::format("{}: {} failed", process.task, format_count_of(failed, "document"))};
  }
  return {};
}

}  // namespace

void DemoStage::heading(int number, std::string_view text) {
  terminal.print_line();
  terminal.print_line(terminal.strong(fmt::format("{}  {}", number, text)));
}

void DemoStage::line(std::string_view text) {
  terminal.print_line(text.empty() ? std::string() : std::string(kMargin) + std::string(text));
}

void DemoStage::listing(std::string_view text) {
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    line("  " + terminal.quiet(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

Result<void> await_delivery(DemoStage& stage, std::chrono::milliseconds limit, bool show) {
  std::vector<EtlProgress> processes;
  const auto delivered = wait_until(stage.clock, stage.stop, limit, [&]() -> Result<bool> {
    processes = TRY(fetch_etl_progress(stage.server, kShopDatabase));
    if (show) stage.terminal.redraw(progress_lines(processes));
    return all_delivered(processes);
  });
  if (!delivered) return not_delivered(delivered.error(), processes);
  if (show && !stage.terminal.abilities().redraws) {
    for (const auto& line : progress_lines(processes)) stage.terminal.print_line(line);
  }
  stage.terminal.keep();
  return check_no_failures(stage.server);
}

}  // namespace penstock::app
