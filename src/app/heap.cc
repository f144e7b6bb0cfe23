#include "app/heap.h"

#include <algorithm>
#include <thread>

#include <malloc.h>

namespace penstock::app {
namespace {

// By itself the heap gives nearly every thread an arena of its own, eight for each processor, and
// each keeps what its busiest moment needed.
constexpr unsigned kArenasMin = 2;

// Named, since the heap otherwise raises both with the largest block ever freed: after one large
// request, blocks of up to 32 MB would lie between the small ones, and 64 MB be kept at the end.
constexpr int kOwnMappingBytesMin = 1 << 20;
constexpr int kFreeAtEndBytesMax = 4 << 20;

}  // namespace

void bound_heap() {
  mallopt(M_ARENA_MAX, static_cast<int>(std::max(kArenasMin, std::thread::hardware_concurrency())));
  mallopt(M_MMAP_THRESHOLD, kOwnMappingBytesMin);
  mallopt(M_TRIM_THRESHOLD, kFreeAtEndBytesMax);
}

void return_free_memory() { malloc_trim(0); }

}  // namespace penstock::app
