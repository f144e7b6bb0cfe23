#include "script/worker/watchdog.h"

#include <utility>

// Exported by the library but in no header of its package.
// NOLINTBEGIN(readability-identifier-naming): the library's
extern "C" {
using JSShouldTerminateCallback = bool (*)(JSContextRef context, void* context_of_callback);
void JSContextGroupSetExecutionTimeLimit(JSContextGroupRef group, double seconds,
                                         JSShouldTerminateCallback callback, void* context);
}
// NOLINTEND(readability-identifier-naming)

namespace penstock::script {
namespace {

constexpr double kTickSeconds = 0.02;

}  // namespace

Watchdog::Watchdog(JSContextGroupRef group, const ScriptLimits& limits,
                   const std::uint32_t& announced, const ResidentMemory& memory, const Clock& clock)
    : group_(group), limits_(limits), announced_(announced), memory_(memory), clock_(clock) {
  begin_slice();
  arm();
}

void Watchdog::begin_slice() {
  seen_ = 0;
  seen_since_ = clock_.monotonic();
}

std::optional<Watchdog::Reason> Watchdog::take_reason() {
  return std::exchange(reason_, std::nullopt);
}

void Watchdog::arm() {
  JSContextGroupSetExecutionTimeLimit(group_, kTickSeconds, &Watchdog::on_tick, this);
}

bool Watchdog::on_tick(JSContextRef, void* self) {
  auto& watchdog = *static_cast<Watchdog*>(self);
  const bool over = watchdog.is_over();
  watchdog.arm();  // Each limit calls back once.
  return over;
}

bool Watchdog::is_over() {
  const auto now = clock_.monotonic();
  if (announced_ != seen_) {
    seen_ = announced_;
    seen_since_ = now;
  }
  if (now - seen_since_ > limits_.document_time) reason_ = Reason::kTime;
  if (memory_.bytes() > limits_.memory_bytes_max) reason_ = Reason::kMemory;
  return reason_.has_value();
}

}  // namespace penstock::script
