#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "api/operations/operations.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/result.h"
#include "base/thread_pool.h"
#include "documents/database.h"

namespace penstock::api {

/// The operations of all databases of a server, and the threads for those that go on behind a
/// request. Thread-safe.
class OperationHost {
 public:
  static constexpr std::size_t kThreads = 4;      ///< Operations that run behind requests at once.
  static constexpr std::size_t kWaitingMax = 64;  ///< Those that wait for a thread.

  /// `clock` must outlive this object.
  explicit OperationHost(Clock& clock);
  ~OperationHost();  ///< Stops.
  OperationHost(const OperationHost&) = delete;
  OperationHost& operator=(const OperationHost&) = delete;

  /// The operations of a database.
  std::shared_ptr<Operations> of(const documents::Database& database);

  /// Those of no database.
  const std::shared_ptr<Operations>& server_wide() const { return server_wide_; }

  /// Does the work, on a thread of its own: many short transactions, a report after each, and a
  /// look at `running.stop()` before the next. Returns the result in the shape of the wire. It
  /// holds what it uses, the database too.
  using Task = std::function<Result<boost::json::value>(RunningOperation& running)>;

  /// Begins an operation under `id`, or under the next one if there is none, and runs `task`
  /// behind the caller's back. Returns the id. Errors: those of Operations::begin(); kUnavailable
  /// if kWaitingMax wait already or the server stops.
  Result<std::int64_t> start(const std::shared_ptr<Operations>& operations,
                             std::optional<std::int64_t> id, OperationDescription description,
                             Task task);

  /// Asks the operations of a database that is about to be deleted to stop, and forgets them.
  void close(const documents::Database& database);

  /// Asks all operations to stop, waits for those that start() began, and begins no more. May be
  /// called twice.
  void stop();

 private:
  struct Table {
    std::map<std::string, std::shared_ptr<Operations>> by_database_id;
    bool stopped = false;
  };

  Clock& clock_;
  std::shared_ptr<Operations> server_wide_;
  Guarded<Table> table_;
  ThreadPool threads_;
};

}  // namespace penstock::api
