#include "app/heap.h"

#include <algorithm>
#include <thread>

#include <malloc.h>

namespace penstock::app {
namespace {

constexpr unsigned kArenasMin = 2;

}  // namespace

void limit_heap_arenas() {
  mallopt(M_ARENA_MAX, static_cast<int>(std::max(kArenasMin, std::thread::hardware_concurrency())));
}

}  // namespace penstock::app
