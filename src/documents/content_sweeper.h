#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>

#include "base/guarded.h"
#include "base/result.h"
#include "documents/attachment_records.h"
#include "documents/write_queue.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Erases the chunks of contents that nothing refers to: what transactions have freed, and what
/// was staged and not adopted. Works in transactions of its own, each of bounded size, through the
/// write queue of its database. What it cannot do now it does when it is woken the next time, at
/// the latest when the database is opened again. Thread-safe.
class ContentSweeper : public std::enable_shared_from_this<ContentSweeper> {
 public:
  /// Chunks that one transaction erases.
  static constexpr std::size_t kChunksPerTransaction = 1024;

  /// Hands a transaction to the write queue.
  using Write = std::function<void(Transaction, Completion)>;

  explicit ContentSweeper(Write write) : write_(std::move(write)) {}

  /// Frees what was staged before a crash. Call before the first write.
  static Result<void> free_staged(kv::Engine& engine);

  /// There may be freed contents.
  void wake();

  /// Nobody holds this staged content any more: unless a transaction has adopted it, it goes.
  void abandoned(const ContentId& id);

  /// Hands nothing over from now on.
  void close();

 private:
  void hand_over();
  void finished(const std::set<ContentId>& ids, bool has_more);

  std::mutex write_mutex_;
  Write write_;  ///< Under the mutex; empty after close().
  Guarded<std::set<ContentId>> abandoned_;
  std::atomic<bool> is_wanted_{false};   ///< Woken while it was working.
  std::atomic<bool> is_working_{false};  ///< A transaction is on its way.
};

}  // namespace penstock::documents
