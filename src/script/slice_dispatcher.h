#pragma once

#include <deque>
#include <memory>
#include <optional>
#include <stop_token>

#include "base/clock.h"
#include "script/compiled_script.h"
#include "script/script_host.h"
#include "script/slice_run.h"
#include "script/worker_pool.h"

namespace penstock::script {

/// One ScriptHost::run(): gives slices to the workers that are free, writes the next one down
/// while they run, and hands the outcomes out in order. Confined to one thread.
class SliceDispatcher {
 public:
  struct Callbacks {
    const SliceSource& source;
    const SliceSink& sink;
    DocumentReader& reader;
    const std::stop_token& stop;
  };

  /// Everything must outlive this object.
  SliceDispatcher(const CompiledScript& script, WorkerPool& pool, const ScriptHostOptions& options,
                  Clock& clock, const Callbacks& callbacks);

  /// Errors: as ScriptHost::run().
  Result<void> run();

 private:
  /// A slice between source and sink.
  struct Flight {
    SliceRun slice;
    std::optional<WorkerPool::Lease> lease;  ///< While it runs.
    bool done = false;

    Flight(const CompiledScript& script, std::vector<ScriptInput> inputs,
           const ScriptLimits& limits, Clock& clock)
        : slice(script, std::move(inputs), limits, clock) {}
    ~Flight() {
      if (lease) lease->discard();
    }
    Flight(const Flight&) = delete;
    Flight& operator=(const Flight&) = delete;
  };

  bool may_fetch() const;
  Result<void> fetch();
  Result<std::vector<ScriptInput>> next_slice();
  Result<void> launch();
  Result<bool> lease_for(Flight& flight);
  Result<void> settle(Flight& flight, SliceRun::State state);
  void take_back_rest(Flight& flight);
  void wait();
  Result<void> advance();
  /// False: the sink wants no more.
  Result<bool> deliver();
  std::size_t count_running() const;

  const CompiledScript& script_;
  WorkerPool& pool_;
  const ScriptHostOptions& options_;
  Clock& clock_;
  const Callbacks callbacks_;
  std::deque<std::unique_ptr<Flight>> flights_;  ///< In the order of the slices.
  bool source_is_empty_ = false;
  std::deque<std::vector<ScriptInput>> taken_back_;  ///< To be run before the source is asked.
};

}  // namespace penstock::script
