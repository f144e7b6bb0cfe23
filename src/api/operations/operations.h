#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <stop_token>
#include <vector>

#include "api/operations/operation.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/listeners.h"
#include "base/result.h"

namespace penstock::api {

class RunningOperation;

/// The operations of one database, by number: those that run and the last of those that ended.
/// Lives in a shared_ptr, since whoever runs an operation holds it too. Thread-safe.
class Operations : public std::enable_shared_from_this<Operations> {
 public:
  static constexpr std::size_t kRunningMax = 128;  ///< At once, per database.
  static constexpr std::size_t kEndedMax = 1024;   ///< Kept; beyond, the oldest is forgotten.

  /// `clock` must outlive this object.
  explicit Operations(Clock& clock) : clock_(clock) {}

  /// A number that no operation had, for a client that will begin one.
  std::int64_t next_id();

  /// Enters an operation as one that runs. `id` is one of next_id(), or at least not one that is
  /// in the list. Errors: kInvalidArgument if it is below 1; kConflict if it is in the list;
  /// kUnavailable if kRunningMax run or kill_all() was called.
  Result<RunningOperation> begin(std::int64_t id, OperationDescription description);

  /// Nothing if there is no such operation, or not any more.
  std::optional<OperationState> state(std::int64_t id) const;

  /// All that are known, by number.
  std::vector<OperationInfo> list() const;

  /// Asks an operation to stop: it is canceled when it does. False if there is no such operation.
  bool kill(std::int64_t id);

  /// Asks all to stop, and lets no others begin.
  void kill_all();

  using Subscription = Listeners<OperationNotice>::Subscription;
  /// Calls `listener` with each new state, on the thread that runs the operation.
  std::shared_ptr<Subscription> subscribe(Listeners<OperationNotice>::Listener listener);

 private:
  friend class RunningOperation;

  struct Entry {
    OperationInfo info;
    std::stop_source stop;
  };
  struct Table {
    std::map<std::int64_t, Entry> entries;
    std::deque<std::int64_t> ended;  ///< Oldest first.
    std::int64_t last_id = 0;
    bool closed = false;
  };

  void report(std::int64_t id, boost::json::value progress);
  void end(std::int64_t id, OperationStatus status, boost::json::value result);

  Clock& clock_;
  Guarded<Table> table_;
  Listeners<OperationNotice> listeners_;
};

/// The right to tell how an operation goes, held by whoever runs it. Confined to one thread at a
/// time. One that goes away without finish() has failed.
class RunningOperation {
 public:
  RunningOperation(std::shared_ptr<Operations> operations, std::int64_t id, std::stop_token stop);
  ~RunningOperation();
  RunningOperation(RunningOperation&&) noexcept = default;
  RunningOperation& operator=(RunningOperation&&) = delete;

  std::int64_t id() const { return id_; }

  /// Requested when somebody wants the operation to stop: end soon, with kCancelled.
  const std::stop_token& stop() const { return stop_; }

  /// Tells how far the operation is. Call it about once a transaction.
  void report(boost::json::value progress);

  /// Ends the operation with its result; one that ends with kCancelled after it was asked to stop
  /// is canceled, with any other error it has failed. The first call counts.
  void finish(Result<boost::json::value> outcome);

 private:
  std::shared_ptr<Operations> operations_;  ///< Nothing: ended.
  std::int64_t id_;
  std::stop_token stop_;
};

}  // namespace penstock::api
