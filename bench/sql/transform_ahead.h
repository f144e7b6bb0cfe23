#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "script/script_host.h"

namespace penstock::bench {

/// Runs the script over orders in two worker processes and forgets what it makes of them: the part
/// of an SQL task that nothing can spare. Ends the program where something fails.
class TransformAhead {
 public:
  /// `worker_command`: penstock script-worker.
  TransformAhead(std::vector<std::string> worker_command, std::uint64_t documents);

  /// Makes ready to go through all orders, in batches of more documents than are under way at a
  /// time.
  void rewind(std::uint64_t batch_documents);

  /// Waits until all orders of the batch, counted from 0, are transformed, which begins with the
  /// first call and comes no further than the batch after this one. Batches come in order.
  void await_batch(std::size_t batch);

 private:
  using Slice = std::vector<script::ScriptInput>;
  void run(std::vector<Slice> slices);

  SystemClock clock_;
  std::unique_ptr<script::ScriptHost> host_;
  std::shared_ptr<const script::CompiledScript> script_;
  std::vector<Slice> slices_;
  std::uint64_t batch_documents_ = 0;
  std::atomic<std::uint64_t> transformed_ = 0;
  std::atomic<std::uint64_t> wanted_ = 0;  ///< Nothing behind these documents is begun yet.
  std::jthread thread_;
};

}  // namespace penstock::bench
