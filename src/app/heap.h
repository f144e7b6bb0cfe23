#pragma once

namespace penstock::app {

/// Bounds what the heap holds on to. By itself it gives nearly every thread an arena of its own,
/// eight for each processor, and each keeps what its busiest moment needed. Call before the first
/// thread starts.
void limit_heap_arenas();

}  // namespace penstock::app
