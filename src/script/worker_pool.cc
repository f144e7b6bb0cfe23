#include "script/worker_pool.h"

#include <utility>

namespace penstock::script {

WorkerPool::WorkerPool(ScriptHostOptions options, Clock& clock)
    : options_(std::move(options)), clock_(clock) {}

Result<std::unique_ptr<WorkerProcess>> WorkerPool::start(const std::stop_token& stop) {
  return WorkerProcess::start(options_.worker_command, options_.limits, clock_, stop);
}

Result<WorkerPool::Lease> WorkerPool::take(const std::stop_token& stop) {
  std::unique_ptr<WorkerProcess> worker;
  {
    const std::lock_guard lock(mutex_);
    if (!idle_.empty()) {
      worker = std::move(idle_.back());
      idle_.pop_back();
    }
  }
  const bool is_new = worker == nullptr;
  Lease lease(*this, std::move(worker));
  if (is_new) TRY(lease.renew(stop));
  return Result<Lease>(std::move(lease));
}

Result<WorkerPool::Lease> WorkerPool::acquire(const std::stop_token& stop) {
  {
    std::unique_lock lock(mutex_);
    ++waiting_;
    const bool free = changed_.wait(lock, stop, [&] { return leased_ < options_.workers; });
    --waiting_;
    if (!free) return Error{ErrorCode::kCancelled, "stopped while waiting for a script worker"};
    ++leased_;
  }
  return take(stop);
}

Result<std::optional<WorkerPool::Lease>> WorkerPool::try_acquire(const std::stop_token& stop) {
  {
    const std::lock_guard lock(mutex_);
    if (leased_ >= options_.workers || waiting_ > 0) return std::nullopt;
    ++leased_;
  }
  return std::optional<Lease>(TRY(take(stop)));
}

void WorkerPool::end_idle() {
  std::vector<std::unique_ptr<WorkerProcess>> ended;
  const std::lock_guard lock(mutex_);
  ended.swap(idle_);
}

void WorkerPool::give_back(std::unique_ptr<WorkerProcess> worker) {
  // One that is nearly full would be blamed on a document that needs little.
  const auto full = options_.limits.memory_bytes_max / 4 * 3;
  if (worker && (worker->has_ended() || worker->resident_bytes() > full)) worker.reset();
  {
    const std::lock_guard lock(mutex_);
    if (worker) idle_.push_back(std::move(worker));
    --leased_;
  }
  changed_.notify_one();
}

WorkerPool::Lease::Lease(WorkerPool& pool, std::unique_ptr<WorkerProcess> worker)
    : pool_(&pool), worker_(std::move(worker)) {}

WorkerPool::Lease::Lease(Lease&& other) noexcept
    : pool_(std::exchange(other.pool_, nullptr)), worker_(std::move(other.worker_)) {}

WorkerPool::Lease::~Lease() {
  if (pool_ != nullptr) pool_->give_back(std::move(worker_));
}

Result<void> WorkerPool::Lease::renew(const std::stop_token& stop) {
  worker_.reset();
  worker_ = TRY(pool_->start(stop));
  return {};
}

}  // namespace penstock::script
