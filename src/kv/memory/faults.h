#pragma once

#include <cstddef>
#include <functional>
#include <optional>

#include "base/guarded.h"
#include "base/result.h"
#include "kv/engine.h"

namespace penstock::kv::memory {

/// Makes the commits of one in-memory key space fail, wait or be seen, on cue of a test:
///
///   engine.faults().fail_next_commits(2, {ErrorCode::kUnavailable, "disk full"});
///
/// Hooks run on the thread that commits, without any lock, so they may block (to hold a commit
/// while others queue) and may read the engine. A hook that was replaced may still be running in
/// a commit under way. Thread-safe.
class Faults {
 public:
  using BeforeCommit = std::function<Result<void>(const WriteBatch& batch)>;
  using AfterCommit = std::function<void(const WriteBatch& batch)>;

  /// The next `count` commits fail with `error` and change nothing.
  void fail_next_commits(std::size_t count, Error error);

  /// Called before each commit takes effect, in place of the hook set before; an error fails the
  /// commit, which then changes nothing. An empty function for none.
  void before_commit(BeforeCommit hook);

  /// Called after each commit took effect and before its caller is told.
  void after_commit(AfterCommit hook);

  /// For the engine: the answer of a failing commit, if this one is to fail.
  Result<void> arrive(const WriteBatch& batch);
  void leave(const WriteBatch& batch);

 private:
  struct State {
    std::size_t failures_left = 0;
    std::optional<Error> error;
    BeforeCommit before;
    AfterCommit after;
  };
  Guarded<State> state_;
};

}  // namespace penstock::kv::memory
