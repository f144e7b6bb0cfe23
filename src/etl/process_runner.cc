#include "etl/process_runner.h"

#include <algorithm>
#include <exception>
#include <utility>

#include "base/text.h"
#include "base/thread_pool.h"
#include "etl/change_source.h"

namespace penstock::etl {
namespace {

std::vector<std::string> folded_collections(const Transformation& transformation) {
  auto collections = tracked_collections(transformation);
  for (auto& collection : collections) collection = fold_case(collection);
  return collections;
}

/// Nothing of ours throws; what a library still does ends here.
template <typename Step>
auto at_border(const Step& step) -> decltype(step()) {
  try {
    return step();
  } catch (const std::exception& exception) {
    return Error{ErrorCode::kInternal, exception.what()};
  }
}

}  // namespace

ProcessRunner::ProcessRunner(EtlProcess& process, documents::Database& source, Clock& clock)
    : process_(process),
      clock_(clock),
      collections_(folded_collections(process.identity().transformation)),
      subscription_(source.subscribe([this](const auto& notice) { source_changed(notice); })),
      preparer_([this](const std::stop_token& stop) {
        name_this_thread("etl-prepare");
        prepare_batches(stop);
      }),
      deliverer_([this](const std::stop_token& stop) {
        name_this_thread("etl-deliver");
        deliver_batches(stop);
      }) {}

ProcessRunner::~ProcessRunner() { stop(); }

void ProcessRunner::request_stop() {
  preparer_.request_stop();
  deliverer_.request_stop();
}

void ProcessRunner::stop() {
  subscription_.reset();
  request_stop();
  if (preparer_.joinable()) preparer_.join();
  if (deliverer_.joinable()) deliverer_.join();
}

void ProcessRunner::resume() {
  const std::lock_guard lock(mutex_);
  resume_requested_ = true;
  changed_.notify_all();
}

void ProcessRunner::retry_errors() {
  const std::lock_guard lock(mutex_);
  may_have_retries_ = true;
  changed_.notify_all();
}

bool ProcessRunner::concerns_process(const documents::ChangeNotice& notice) const {
  return collections_.empty() || std::ranges::any_of(notice.collections, [&](const auto& folded) {
           return std::ranges::find(collections_, folded) != collections_.end();
         });
}

void ProcessRunner::source_changed(const documents::ChangeNotice& notice) {
  if (!concerns_process(notice)) return;
  const std::lock_guard lock(mutex_);
  has_changes_ = true;
  changed_.notify_all();
}

// --- The preparing thread ---

std::optional<Etag> ProcessRunner::wait_for_room(std::unique_lock<std::mutex>& lock,
                                                 const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    if (prepare_after_ && !prepared_ && has_changes_) return prepare_after_;
    const auto deadline = clock_.monotonic() + kIdleMax;
    clock_.wait_until(lock, changed_, deadline, stop);
    if (clock_.monotonic() >= deadline) has_changes_ = true;
  }
  return std::nullopt;
}

void ProcessRunner::prepare_batches(const std::stop_token& stop) {
  const auto is_awaited = [this] { return is_batch_awaited_.load(); };
  std::unique_lock lock(mutex_);
  while (const auto after = wait_for_room(lock, stop)) {
    const auto round = round_;
    has_changes_ = false;  // Before reading, so that no sign of a change is lost.
    lock.unlock();
    auto batch = at_border([&] { return process_.prepare(*after, stop, is_awaited); });
    lock.lock();
    if (round != round_) continue;
    if (!batch) {
      prepare_after_.reset();
    } else if (!batch->nothing()) {
      prepare_after_ = batch->load.to;
      has_changes_ = true;  // Until a look finds nothing.
    }
    prepared_ = std::move(batch);
    changed_.notify_all();
  }
}

// --- The delivering thread ---

bool ProcessRunner::is_try_due() const {
  return process_.until_next_try() == std::chrono::microseconds::zero();
}

MonotonicTime ProcessRunner::next_look() const {
  const auto until_next_try = process_.until_next_try().value_or(kIdleMax);
  return clock_.monotonic() + std::min<std::chrono::microseconds>(until_next_try, kIdleMax);
}

/// False: there are documents to deliver again first. Those that nobody asked for and batches take
/// turns.
bool ProcessRunner::wait_for_batch(const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!prepared_ && !may_have_retries_ && !is_try_due() && !stop.stop_requested()) {
    is_batch_awaited_ = true;
    clock_.wait_until(lock, changed_, next_look(), stop);
  }
  is_batch_awaited_ = false;
  has_tried_ = is_try_due() && !(has_tried_ && prepared_);
  const bool is_asked_for = std::exchange(may_have_retries_, false);
  return !is_asked_for && !has_tried_;
}

Result<PreparedBatch> ProcessRunner::take_batch() {
  const std::lock_guard lock(mutex_);
  if (!prepared_) return Error{ErrorCode::kCancelled, "the ETL process is stopping"};
  auto batch = *std::exchange(prepared_, std::nullopt);
  changed_.notify_all();
  return batch;
}

void ProcessRunner::begin_round(std::optional<Etag> prepare_after) {
  const std::lock_guard lock(mutex_);
  ++round_;
  prepared_.reset();
  prepare_after_ = prepare_after;
  has_changes_ = true;
  may_have_retries_ = true;
  changed_.notify_all();
}

void ProcessRunner::wait_for_resume(std::optional<MonotonicTime> until,
                                    const std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  while (!resume_requested_ && !stop.stop_requested()) {
    const auto now = clock_.monotonic();
    if (until && now >= *until) return;
    clock_.wait_until(lock, changed_, until.value_or(now + kIdleMax), stop);
  }
  if (!std::exchange(resume_requested_, false)) return;
  lock.unlock();
  process_.resume();
}

void ProcessRunner::ignore_resume() {
  const std::lock_guard lock(mutex_);
  resume_requested_ = false;
}

void ProcessRunner::follow(const NextStep& next, const std::stop_token& stop) {
  switch (next.kind) {
    case NextStep::Kind::kProceed:
    case NextStep::Kind::kWaitForChanges: return ignore_resume();
    case NextStep::Kind::kPrepareAgain: return begin_round(process_.position());
    case NextStep::Kind::kRetry:
      begin_round(std::nullopt);
      return wait_for_resume(clock_.monotonic() + next.delay, stop);
    case NextStep::Kind::kStop:
      begin_round(std::nullopt);
      return wait_for_resume(std::nullopt, stop);
  }
}

Result<NextStep> ProcessRunner::run_step(const std::stop_token& stop) {
  if (!process_.is_open()) return process_.open(stop);
  if (!wait_for_batch(stop)) return process_.replay(stop);
  return process_.deliver(take_batch(), stop);
}

void ProcessRunner::deliver_batches(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    const auto next = at_border([&] { return run_step(stop); });
    follow(next ? *next : process_.deliver(next.error(), stop), stop);
  }
}

}  // namespace penstock::etl
