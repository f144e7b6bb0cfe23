#pragma once

#include <map>
#include <stop_token>
#include <string>
#include <utility>

#include "base/clock.h"
#include "base/repeating_thread.h"
#include "base/result.h"
#include "documents/database_registry.h"
#include "documents/due_table.h"
#include "documents/sweep_configuration.h"

namespace penstock::documents {

/// Deletes what expires and writes again what refreshes, in all databases of a server that have it
/// configured, each at its own interval and in bounded transactions through its write queue.
/// Thread-safe, except for what says otherwise.
class DueSweeper {
 public:
  /// How long it takes at most until a configuration is seen that nobody has told of.
  static constexpr std::chrono::seconds kLookAgain{60};

  /// Both must outlive this object.
  DueSweeper(Databases& databases, Clock& clock)
      : databases_(databases), clock_(clock), thread_(clock) {}

  /// Starts the thread. Call once.
  void start();

  /// Ends the thread after the transaction in hand. May be called twice.
  void stop() { thread_.stop(); }

  /// Says that a configuration has changed: the thread looks at once.
  void wake() { thread_.wake(); }

  /// Sweeps what is due on the caller's thread, and returns when to do so again: for tests without
  /// start(). Confined to one thread. A database that fails is logged; the others go on.
  MonotonicTime sweep(const std::stop_token& stop);

 private:
  /// A database's id and what is swept.
  using Task = std::pair<std::string, DueKind>;

  MonotonicTime sweep_database(const std::string& name, const std::stop_token& stop);
  MonotonicTime sweep_kind(Database& database, DueKind kind, const SweepConfiguration& configured,
                           const std::stop_token& stop);

  Databases& databases_;
  Clock& clock_;
  std::map<Task, MonotonicTime> swept_at_;  ///< Only the sweeping thread's.
  RepeatingThread thread_;                  ///< Last, so that it ends first.
};

}  // namespace penstock::documents
