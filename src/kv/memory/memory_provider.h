#pragma once

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "base/guarded.h"
#include "kv/engine.h"
#include "kv/memory/memory_engine.h"

namespace penstock::kv::memory {

/// Key spaces that last as long as this provider: a test that closes and opens one again finds its
/// data. Thread-safe.
class MemoryProvider final : public EngineProvider {
 public:
  Result<std::unique_ptr<Engine>> open(const std::string& name, bool create) override;
  Result<void> destroy(const std::string& name) override;
  Result<std::vector<std::string>> list() const override;

  /// The faults of a key space, open or not; it is created if there is none. They stay with the
  /// key space when it is closed; the reference is valid until destroy().
  Faults& faults(const std::string& name);

 private:
  using Spaces = std::map<std::string, std::shared_ptr<KeySpace>>;
  Guarded<Spaces> spaces_;
};

}  // namespace penstock::kv::memory
