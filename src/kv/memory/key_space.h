#pragma once

#include "base/guarded.h"
#include "kv/memory/faults.h"
#include "kv/memory/versioned_map.h"

namespace penstock::kv::memory {

/// Shared by an engine, its snapshots and the provider that remembers it. Thread-safe.
struct KeySpace {
  Guarded<VersionedMap> entries;
  Faults faults;
};

}  // namespace penstock::kv::memory
