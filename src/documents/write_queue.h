#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/change_notice.h"
#include "documents/local_versions.h"
#include "documents/write_context.h"
#include "kv/engine.h"

namespace penstock::documents {

class CommitWriter;

/// A short, bounded function over a write context. What it returns as an error undoes what it
/// wrote and reaches only its own completion. It may run again when the batch around it fails, so
/// it assigns its results and does not append to them.
using Transaction = std::function<Result<void>(WriteContext&)>;

/// Called once, on the writer's thread, after the transaction is on disk or has failed. Short and
/// not throwing: it hands an answer over and returns.
using Completion = std::function<void(Result<void>)>;

/// The one writer of a database. Merges the transactions that wait into one key-value batch,
/// commits it and completes them all, while the next ones gather. Thread-safe, except for what
/// says otherwise.
class WriteQueue {
 public:
  /// Transactions that may wait for the writer; more are refused.
  static constexpr std::size_t kWaitingMax = 4096;
  /// Transactions in one commit.
  static constexpr std::size_t kTransactionsPerCommitMax = 1024;
  /// A commit takes no further transaction once its keys and values reach this.
  static constexpr std::size_t kCommitBytesMax = std::size_t{16} << 20;

  /// `engine` and `clock` must outlive this object. `last_etag` is that of the last change in the
  /// engine. `committed` is called on the writer's thread after each commit that changed a
  /// document; `wants_items`, if given, says before each whether its notice has to have the items.
  WriteQueue(kv::Engine& engine, LocalVersions versions, Etag last_etag, Clock& clock,
             std::function<void(const ChangeNotice&)> committed,
             std::function<bool()> wants_items = {});
  ~WriteQueue();  ///< Stops.
  WriteQueue(const WriteQueue&) = delete;
  WriteQueue& operator=(const WriteQueue&) = delete;

  /// Starts the writer's thread. Call once.
  void start();

  /// Completes what waits, then ends the thread. What is handed over later gets kUnavailable. May
  /// be called twice, not by a completion.
  void stop();

  /// Hands a transaction over. `done` gets kUnavailable, on the caller's thread, if kWaitingMax
  /// wait already or the queue has stopped.
  void write(Transaction transaction, Completion done);

  /// One commit with those that wait, on the caller's thread: in place of start(). False if none
  /// waited. Confined to one thread.
  bool drain_once();

 private:
  struct Waiting {
    Transaction transaction;
    Completion done;
  };
  struct Finished {
    Completion done;
    Result<void> result;
  };

  /// Why nothing more is taken, if so; under the mutex.
  const char* refusal_reason() const;

  void work();
  void refill();
  std::vector<Finished> run_and_commit();
  std::vector<Finished> run_transactions(CommitWriter& writer);
  Result<void> commit(CommitWriter& writer);
  std::vector<Finished> fail_all(const Error& error);

  kv::Engine& engine_;
  const LocalVersions versions_;
  Clock& clock_;
  const std::function<void(const ChangeNotice&)> committed_;
  const std::function<bool()> wants_items_;

  std::mutex stop_mutex_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;  ///< Under the mutex.
  bool stopping_ = false;        ///< Under the mutex.

  Etag last_etag_;               ///< Only the writer's, as what follows.
  std::deque<Waiting> in_hand_;  ///< Taken from waiting_, not yet run.
  std::optional<ChangeNotice> notice_;
  std::jthread thread_;
};

}  // namespace penstock::documents
