#pragma once

#include <chrono>
#include <stop_token>

#include "base/clock.h"
#include "base/repeating_thread.h"
#include "etl/etl_host.h"

namespace penstock::etl {

/// Cleans the tombstones that no ETL task needs any more, in all databases of a server, from time
/// to time and on a thread of its own. Thread-safe.
class TombstoneSweeper {
 public:
  static constexpr std::chrono::minutes kInterval{5};

  /// Both must outlive this object.
  TombstoneSweeper(EtlHost& host, Clock& clock) : host_(host), clock_(clock), thread_(clock) {}

  /// Starts the thread; the first sweep comes after kInterval. Call once.
  void start();

  /// Ends the thread after the transaction in hand. May be called twice.
  void stop() { thread_.stop(); }

 private:
  void sweep(const std::stop_token& stop);

  EtlHost& host_;
  Clock& clock_;
  RepeatingThread thread_;
};

}  // namespace penstock::etl
