#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <JavaScriptCore/JavaScript.h>

#include "base/clock.h"
#include "script/script_host.h"
#include "script/worker/resident_memory.h"

namespace penstock::script {

/// The first line of limits: while JavaScript runs the engine calls back some fifty times a
/// second, and a document that took too long, or too much memory, is ended there. What the
/// engine cannot interrupt is left to the parent process. Confined to the engine's thread.
class Watchdog {
 public:
  enum class Reason { kTime, kMemory };

  /// Everything must outlive this object. `announced` is the document in hand.
  Watchdog(JSContextGroupRef group, const ScriptLimits& limits, const std::uint32_t& announced,
           const ResidentMemory& memory, const Clock& clock);

  /// The documents are counted anew.
  void begin_slice();

  /// Why it ended the run that has just ended, once; nothing if it did not.
  std::optional<Reason> take_reason();

 private:
  static bool on_tick(JSContextRef context, void* self);
  void arm();
  bool is_over();

  JSContextGroupRef group_;
  ScriptLimits limits_;
  const std::uint32_t& announced_;
  const ResidentMemory& memory_;
  const Clock& clock_;
  std::uint32_t seen_ = 0;
  MonotonicTime seen_since_;
  std::optional<Reason> reason_;
};

}  // namespace penstock::script
