#pragma once

#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "base/thread_pool.h"
#include "documents/database.h"

namespace penstock::patch {

/// A document that was read before the write queue, and the version that was seen.
struct ReadVersion {
  std::string id;
  std::string change_vector;  ///< Empty: there was none.
};

/// A transaction, and what must not have changed for it to be right.
struct PreparedTransaction {
  std::vector<ReadVersion> read;
  documents::Transaction transaction;
};

/// Makes a transaction from what `snapshot` shows; it may run scripts. Called again on a newer
/// snapshot when something that was read has changed by the time of writing. Errors: kCancelled
/// once it is told to stop.
using Prepare = std::function<Result<PreparedTransaction>(const documents::DatabaseSnapshot&,
                                                          const std::stop_token&)>;

/// Writes what scripts prepare, as if nobody else wrote meanwhile: the scripts run before the write
/// queue, on a snapshot, and run again when what they read has changed. Thread-safe.
class ScriptedWrites {
 public:
  /// How often one write is prepared at most before it fails with kConflict.
  static constexpr int kAttemptsMax = 32;
  /// Writes under way at once, and those that may wait for their turn.
  static constexpr std::size_t kThreads = 16;
  static constexpr std::size_t kWaitingMax = 1024;

  ScriptedWrites() : pool_("patches", kThreads, kWaitingMax) {}

  /// Writes on a thread of its own and then calls `done` on it. Writes with the same `lane`, the id
  /// of the document that they change, wait for each other, so that they do not make each other
  /// run again. `done` gets kUnavailable at once if too many wait, else the errors of write().
  void submit(std::shared_ptr<documents::Database> database, std::string lane, Prepare prepare,
              const documents::Completion& done);

  /// The same, on this thread. Not on the database's writer's. Errors: those of `prepare` and of
  /// the transaction; kConflict after kAttemptsMax.
  Result<void> write(documents::Database& database, const std::string& lane, const Prepare& prepare,
                     const std::stop_token& stop);

  /// What was submitted and is not written yet ends with kCancelled, then the threads do. May be
  /// called twice.
  void stop();

 private:
  std::array<std::mutex, 64> lanes_;
  std::stop_source stop_;
  ThreadPool pool_;
};

}  // namespace penstock::patch
