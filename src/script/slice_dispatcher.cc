#include "script/slice_dispatcher.h"

#include <algorithm>
#include <poll.h>
#include <vector>

namespace penstock::script {
namespace {

/// How long a limit that was passed may go unseen, and a request to stop.
constexpr int kLookIntervalMs = 10;

}  // namespace

SliceDispatcher::SliceDispatcher(const CompiledScript& script, WorkerPool& pool,
                                 const ScriptHostOptions& options, Clock& clock,
                                 const Callbacks& callbacks)
    : script_(script), pool_(pool), options_(options), clock_(clock), callbacks_(callbacks) {}

Result<void> SliceDispatcher::run() {
  while (true) {
    if (callbacks_.stop.stop_requested())
      return Error{ErrorCode::kCancelled, "the script was stopped"};
    TRY(launch());
    if (may_fetch()) {
      TRY(fetch());
      continue;
    }
    if (flights_.empty()) return {};
    wait();
    TRY(advance());
    TRY(launch());  // Before delivering, so that no worker waits for the sink.
    if (!TRY(deliver())) return {};
  }
}

std::size_t SliceDispatcher::count_running() const {
  return static_cast<std::size_t>(
      std::count_if(flights_.begin(), flights_.end(),
                    [](const auto& flight) { return flight->lease.has_value(); }));
}

bool SliceDispatcher::may_fetch() const {
  const auto flights_max = static_cast<std::size_t>(options_.workers) * 2 + 1;
  if ((source_is_empty_ && taken_back_.empty()) || flights_.size() >= flights_max) return false;
  // One slice ready for the next worker is enough.
  return flights_.empty() || flights_.back()->done || flights_.back()->lease.has_value();
}

Result<void> SliceDispatcher::fetch() {
  auto inputs = TRY(next_slice());
  if (inputs.empty()) {
    source_is_empty_ = true;
    return {};
  }
  flights_.push_back(std::make_unique<Flight>(script_, std::move(inputs), options_.limits, clock_));
  flights_.back()->slice.prepare();
  return {};
}

Result<std::vector<ScriptInput>> SliceDispatcher::next_slice() {
  if (taken_back_.empty()) return callbacks_.source();
  auto inputs = std::move(taken_back_.front());
  taken_back_.pop_front();
  return inputs;
}

Result<void> SliceDispatcher::launch() {
  if (flights_.empty()) return {};
  auto& flight = *flights_.back();
  if (flight.done || flight.lease) return {};
  if (!TRY(lease_for(flight))) return {};
  return settle(flight, flight.slice.start(flight.lease->worker()));
}

Result<bool> SliceDispatcher::lease_for(Flight& flight) {
  if (count_running() == 0) {
    flight.lease.emplace(TRY(pool_.acquire(callbacks_.stop)));
    return true;
  }
  auto lease = TRY(pool_.try_acquire(callbacks_.stop));
  if (!lease) return false;
  flight.lease.emplace(*std::move(lease));
  return true;
}

Result<void> SliceDispatcher::settle(Flight& flight, SliceRun::State state) {
  while (state == SliceRun::State::kWorkerLost) {
    TRY(flight.lease->renew(callbacks_.stop));
    state = flight.slice.start(flight.lease->worker());
  }
  if (state == SliceRun::State::kDone) {
    flight.done = true;
    flight.lease.reset();
    take_back_rest(flight);
  }
  return {};
}

// In the order of the slices: what comes after the rest has to wait for it.
void SliceDispatcher::take_back_rest(Flight& flight) {
  auto rest = flight.slice.take_rest();
  if (rest.empty()) return;
  for (; flights_.back().get() != &flight; flights_.pop_back()) {
    taken_back_.push_front(flights_.back()->slice.take_inputs());
  }
  taken_back_.push_front(std::move(rest));
}

void SliceDispatcher::wait() {
  if (flights_.front()->done) return;
  std::vector<pollfd> sockets;
  for (auto& flight : flights_) {
    if (flight->lease) sockets.push_back({flight->lease->worker().socket(), POLLIN, 0});
  }
  poll(sockets.data(), sockets.size(), kLookIntervalMs);
}

Result<void> SliceDispatcher::advance() {
  for (std::size_t i = 0; i < flights_.size(); ++i) {  // The last ones may be taken back meanwhile.
    auto& flight = *flights_[i];
    if (!flight.lease) continue;
    const auto state = TRY(flight.slice.advance(flight.lease->worker(), callbacks_.reader));
    TRY(settle(flight, state));
  }
  return {};
}

Result<bool> SliceDispatcher::deliver() {
  while (!flights_.empty() && flights_.front()->done) {
    auto [inputs, outcome] = TRY(flights_.front()->slice.take());
    flights_.pop_front();
    if (!TRY(callbacks_.sink(std::move(inputs), std::move(outcome)))) return false;
  }
  return true;
}

}  // namespace penstock::script
