#pragma once

#include <memory>
#include <optional>

#include "kv/engine.h"
#include "kv/memory/faults.h"

namespace penstock::kv::memory {

/// What an engine and its snapshots share: the entries and the faults to come.
struct KeySpace;

/// An engine whose entries live as long as its key space and are gone with the process: for
/// tests, which can make it fail on cue. Snapshots cost no copy. Thread-safe.
class MemoryEngine final : public Engine {
 public:
  /// An empty key space of its own.
  MemoryEngine();
  /// For MemoryProvider: a key space that outlives this engine.
  explicit MemoryEngine(std::shared_ptr<KeySpace> space);

  Result<std::unique_ptr<const Snapshot>> snapshot() const override;
  Result<std::optional<std::string>> get_from_memory(std::string_view key) const override;
  Result<void> commit(const WriteBatch& batch, const std::optional<Expectation>& expected) override;
  Result<Statistics> statistics() const override;

  Faults& faults();

 private:
  std::shared_ptr<KeySpace> space_;
};

}  // namespace penstock::kv::memory
