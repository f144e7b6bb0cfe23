#include "etl/tombstone_sweeper.h"

#include "base/log.h"
#include "base/thread_pool.h"

namespace penstock::etl {

TombstoneSweeper::~TombstoneSweeper() { stop(); }

void TombstoneSweeper::start() {
  thread_ = std::jthread([this](const std::stop_token& stop) { work(stop); });
}

void TombstoneSweeper::stop() {
  thread_.request_stop();
  if (thread_.joinable()) thread_.join();
}

void TombstoneSweeper::work(const std::stop_token& stop) {
  name_this_thread("tombstones");
  while (!stop.stop_requested()) {
    const auto next = clock_.monotonic() + kInterval;
    std::unique_lock lock(mutex_);
    while (!stop.stop_requested() && clock_.monotonic() < next) {
      clock_.wait_until(lock, changed_, next, stop);
    }
    lock.unlock();
    sweep(stop);
  }
}

void TombstoneSweeper::sweep(const std::stop_token& stop) {
  host_.for_each([&](EtlTasks& tasks) {
    const auto cleaned = tasks.clean_tombstones(stop);
    if (!cleaned) {
      log_warning("the tombstones of database '{}' were not cleaned: {}", tasks.database_name(),
                  cleaned.error().message);
    } else if (*cleaned > 0) {
      log_info("{} tombstones of database '{}' were cleaned", *cleaned, tasks.database_name());
    }
  });
}

}  // namespace penstock::etl
