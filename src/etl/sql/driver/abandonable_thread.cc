#include "etl/sql/driver/abandonable_thread.h"

#include <condition_variable>
#include <mutex>
#include <utility>

#include "base/check.h"

namespace penstock::etl::sql {

struct AbandonableThread::Shared {
  std::mutex mutex;
  std::condition_variable changed;
  std::function<void()> call;  // Empty: nothing to do.
  bool is_left = false;
};

AbandonableThread::AbandonableThread() : shared_(std::make_shared<Shared>()) {
  thread_ = std::thread([shared = shared_] { run(*shared); });
}

AbandonableThread::~AbandonableThread() {
  const bool is_idle = wait_for(std::chrono::milliseconds(0));
  {
    const std::lock_guard lock(shared_->mutex);
    shared_->is_left = true;
  }
  shared_->changed.notify_all();
  if (is_idle) {
    thread_.join();
  } else {
    thread_.detach();
  }
}

void AbandonableThread::start(std::function<void()> call) {
  {
    const std::lock_guard lock(shared_->mutex);
    CHECK(!shared_->call);
    shared_->call = std::move(call);
  }
  shared_->changed.notify_all();
}

bool AbandonableThread::wait_for(std::chrono::milliseconds patience) {
  std::unique_lock lock(shared_->mutex);
  return shared_->changed.wait_for(lock, patience, [this] { return !shared_->call; });
}

// What the call owns goes away on this thread, before anybody is told that the call has ended.
void AbandonableThread::run(Shared& shared) {
  std::unique_lock lock(shared.mutex);
  for (;;) {
    shared.changed.wait(lock, [&shared] { return shared.call || shared.is_left; });
    if (!shared.call) return;
    lock.unlock();
    shared.call();
    auto done = std::function<void()>();
    lock.lock();
    done.swap(shared.call);
    lock.unlock();
    done = nullptr;
    lock.lock();
    shared.changed.notify_all();
  }
}

}  // namespace penstock::etl::sql
