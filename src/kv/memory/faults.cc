#include "kv/memory/faults.h"

#include <utility>

namespace penstock::kv::memory {

void Faults::fail_next_commits(std::size_t count, Error error) {
  state_.with([&](State& state) {
    state.failures_left = count;
    state.error = std::move(error);
  });
}

void Faults::before_commit(BeforeCommit hook) {
  state_.with([&](State& state) { state.before.swap(hook); });
}

void Faults::after_commit(AfterCommit hook) {
  state_.with([&](State& state) { state.after.swap(hook); });
}

Result<void> Faults::arrive(const WriteBatch& batch) {
  BeforeCommit hook;
  TRY(state_.with([&](State& state) -> Result<void> {
    hook = state.before;
    if (state.failures_left == 0) return {};
    --state.failures_left;
    return *state.error;
  }));
  return hook ? hook(batch) : Result<void>();
}

void Faults::leave(const WriteBatch& batch) {
  const auto hook = state_.with([](const State& state) { return state.after; });
  if (hook) hook(batch);
}

}  // namespace penstock::kv::memory
