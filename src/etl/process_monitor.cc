#include "etl/process_monitor.h"

#include <algorithm>
#include <utility>

namespace penstock::etl {

ProcessStatistics ProcessMonitor::statistics() const {
  return statistics_.with([](const auto& statistics) { return statistics; });
}

void ProcessMonitor::enter(ProcessState state) { enter(state, {}); }

void ProcessMonitor::enter(ProcessState state, const std::string& reason) {
  statistics_.with([&](auto& statistics) {
    if (statistics.state != state) statistics.state_since = clock_.now();
    statistics.state = state;
    statistics.reason = reason;
    statistics.retry_at.reset();
  });
}

void ProcessMonitor::wait_to_retry(std::chrono::milliseconds delay, const std::string& reason) {
  statistics_.with([&](auto& statistics) {
    statistics.state = ProcessState::kWaitingToRetry;
    statistics.state_since = clock_.now();
    statistics.reason = reason;
    statistics.retry_at = clock_.now() + delay;
    ++statistics.retries;
    weigh(statistics, 1, 0);
  });
}

void ProcessMonitor::connected(Etag checkpoint, Delivery delivery,
                               std::vector<std::string> warnings) {
  const auto now = clock_.now();
  statistics_.with([&](auto& statistics) {
    statistics.checkpoint = checkpoint;
    statistics.delivery = delivery;
    if (statistics.warnings == warnings) return;
    statistics.warnings = std::move(warnings);
    statistics.warned_at = now;
  });
}

void ProcessMonitor::weigh(ProcessStatistics& statistics, std::uint64_t errors,
                           std::uint64_t successes) {
  statistics.health_meter.add(errors, successes);
}

void ProcessMonitor::slowed(const std::deque<SlowStatement>& statements) {
  if (statements.empty()) return;
  statistics_.with([&](auto& statistics) {
    auto& kept = statistics.slow_statements;
    kept.insert(kept.end(), statements.begin(), statements.end());
    if (kept.size() <= kSlowStatementsKept) return;
    kept.erase(kept.begin(), kept.end() - static_cast<std::ptrdiff_t>(kSlowStatementsKept));
  });
}

void ProcessMonitor::replayed(const LoadOutcome& outcome) {
  const auto now = clock_.now();
  statistics_.with([&](auto& statistics) {
    statistics.load_successes += outcome.successes;
    statistics.load_errors += outcome.rejected_documents.size();
    if (!outcome.rejected_documents.empty()) statistics.last_load_error = now;
  });
}

void ProcessMonitor::keep(ProcessStatistics& statistics, BatchStatistics batch) {
  batch.id = statistics.batches.empty() ? 1 : statistics.batches.back().id + 1;
  statistics.batches.push_back(std::move(batch));
  if (statistics.batches.size() > kBatchesKept) statistics.batches.pop_front();
}

void ProcessMonitor::batch_committed(BatchStatistics batch, Etag checkpoint) {
  const auto now = clock_.now();
  statistics_.with([&](auto& statistics) {
    statistics.checkpoint = checkpoint;
    statistics.last_success = now;
    statistics.transformation_successes +=
        batch.documents - std::min(batch.documents, batch.transformation_errors);
    statistics.transformation_errors += batch.transformation_errors;
    statistics.load_successes += batch.load_successes;
    statistics.load_errors += batch.load_errors;
    const auto errors = batch.transformation_errors + batch.load_errors;
    const auto items = batch.documents + batch.tombstones + batch.items;
    weigh(statistics, errors, items - std::min(errors, items));
    if (batch.transformation_errors > 0) statistics.last_transformation_error = now;
    if (batch.load_errors > 0) statistics.last_load_error = now;
    keep(statistics, std::move(batch));
  });
}

bool ProcessMonitor::passed_over(const std::string& incremental_series) {
  const auto now = clock_.now();
  return statistics_.with([&](auto& statistics) {
    if (statistics.passed_over_at) return false;
    statistics.incremental_series = incremental_series;
    statistics.passed_over_at = now;
    return true;
  });
}

void ProcessMonitor::batch_failed(BatchStatistics batch, const std::string& reason) {
  const auto now = clock_.now();
  batch.error = reason;
  statistics_.with([&](auto& statistics) {
    statistics.last_load_error = now;
    keep(statistics, std::move(batch));
  });
}

}  // namespace penstock::etl
