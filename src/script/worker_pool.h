#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <optional>
#include <stop_token>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "script/script_host.h"
#include "script/worker_process.h"

namespace penstock::script {

/// The worker processes of a host, at most ScriptHostOptions::workers, started when they are
/// needed. Thread-safe.
class WorkerPool {
 public:
  class Lease;

  WorkerPool(ScriptHostOptions options, Clock& clock);

  /// A worker that is the caller's alone. Waits for one. Errors: kUnavailable if it cannot be
  /// started; kCancelled.
  Result<Lease> acquire(const std::stop_token& stop);

  /// Nothing if all are busy, or if somebody waits for one.
  Result<std::optional<Lease>> try_acquire(const std::stop_token& stop);

  /// Ends those that wait for work: others follow them.
  void end_idle();

 private:
  /// A process that waits for work, or a new one.
  Result<Lease> take(const std::stop_token& stop);
  Result<std::unique_ptr<WorkerProcess>> start(const std::stop_token& stop);
  void give_back(std::unique_ptr<WorkerProcess> worker);

  const ScriptHostOptions options_;
  Clock& clock_;
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<std::unique_ptr<WorkerProcess>> idle_;
  int leased_ = 0;
  int waiting_ = 0;
};

/// Gives its worker back at its end. Confined to one thread; must not outlive the pool.
class WorkerPool::Lease {
 public:
  Lease(WorkerPool& pool, std::unique_ptr<WorkerProcess> worker);
  ~Lease();
  Lease(Lease&& other) noexcept;
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;
  Lease& operator=(Lease&&) = delete;

  WorkerProcess& worker() { return *worker_; }

  /// Ends the process, which is not given back: it is in the middle of something.
  void discard() { worker_.reset(); }

  /// A fresh process instead. Errors: as acquire().
  Result<void> renew(const std::stop_token& stop);

 private:
  WorkerPool* pool_;
  std::unique_ptr<WorkerProcess> worker_;
};

}  // namespace penstock::script
