#include "etl/tombstone_sweeper.h"

#include "base/log.h"

namespace penstock::etl {

void TombstoneSweeper::start() {
  thread_.start("tombstones", clock_.monotonic() + kInterval, [this](const std::stop_token& stop) {
    sweep(stop);
    return clock_.monotonic() + kInterval;
  });
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
