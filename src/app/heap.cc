#include "app/heap.h"

#ifdef PENSTOCK_JEMALLOC

#include <jemalloc/jemalloc.h>

// Read before main() runs. By itself this heap has four arenas for each processor, keeps what was
// freed for ten seconds, and gives blocks back at once from 8 MB on: a little faster, and a third
// larger.
const char* malloc_conf =
    "narenas:4,dirty_decay_ms:1000,muzzy_decay_ms:0,oversize_threshold:1048576";

namespace penstock::app {

// Arenas whose threads have nothing to do never look at the time.
void return_free_memory() {
  mallctl("arena.4096.decay", nullptr, nullptr, nullptr, 0);
  static_assert(MALLCTL_ARENAS_ALL == 4096);
}

}  // namespace penstock::app

#else  // The sanitizers bring a heap of their own.

namespace penstock::app {

void return_free_memory() {}

}  // namespace penstock::app

#endif
