#include "kv/memory/memory_engine.h"

#include <utility>

#include "kv/memory/key_space.h"

namespace penstock::kv::memory {
namespace {

class MemorySnapshot final : public Snapshot {
 public:
  explicit MemorySnapshot(std::shared_ptr<KeySpace> space)
      : space_(std::move(space)),
        sequence_(space_->entries.with([](VersionedMap& map) { return map.pin(); })) {}

  ~MemorySnapshot() override {
    space_->entries.with([this](VersionedMap& map) { map.unpin(sequence_); });
  }

  MemorySnapshot(const MemorySnapshot&) = delete;
  MemorySnapshot& operator=(const MemorySnapshot&) = delete;

  Result<std::optional<std::string>> get(std::string_view key) const override {
    return space_->entries.with([&](const VersionedMap& map) { return map.get(key, sequence_); });
  }

  // Value by value, so that `visit` runs without the lock.
  Result<void> visit_many(std::span<const std::string> keys, Reuse /*reuse*/,
                          const ValueVisitor& visit) const override {
    for (std::size_t place = 0; place < keys.size(); ++place) {
      const auto value = TRY(get(keys[place]));
      if (!visit(place, value)) break;
    }
    return {};
  }

  Result<Page> scan(const Range& range, Direction direction,
                    const PageLimits& limits) const override {
    return space_->entries.with(
        [&](const VersionedMap& map) { return map.scan(range, direction, limits, sequence_); });
  }

  // Page by page, so that `visit` runs without the lock and may read and commit.
  Result<void> visit(const Range& range, Reuse /*reuse*/, const Visitor& visit) const override {
    Range rest = range;
    for (;;) {
      const auto page = TRY(scan(rest, Direction::kForward, PageLimits{}));
      for (const auto& entry : page.entries) {
        if (!visit(entry.key, entry.value)) return {};
      }
      if (!page.more) return {};
      rest.begin = key_after(page.entries.back().key);
    }
  }

 private:
  std::shared_ptr<KeySpace> space_;
  Sequence sequence_;
};

Result<void> apply_if(VersionedMap& map, const WriteBatch& batch,
                      const std::optional<Expectation>& expected) {
  if (expected && map.get(expected->key, map.latest()) != expected->value) {
    return Error{ErrorCode::kConflict, "the expected value does not hold"};
  }
  map.apply(batch);
  return {};
}

}  // namespace

MemoryEngine::MemoryEngine() : MemoryEngine(std::make_shared<KeySpace>()) {}

MemoryEngine::MemoryEngine(std::shared_ptr<KeySpace> space) : space_(std::move(space)) {}

Result<std::unique_ptr<const Snapshot>> MemoryEngine::snapshot() const {
  return std::make_unique<const MemorySnapshot>(space_);
}

Result<std::optional<std::string>> MemoryEngine::get_from_memory(std::string_view key) const {
  return TRY(snapshot())->get(key);
}

Result<void> MemoryEngine::commit(const WriteBatch& batch,
                                  const std::optional<Expectation>& expected) {
  TRY(space_->faults.arrive(batch));
  TRY(space_->entries.with([&](VersionedMap& map) { return apply_if(map, batch, expected); }));
  space_->faults.leave(batch);
  return {};
}

Result<Statistics> MemoryEngine::statistics() const {
  const auto bytes = space_->entries.with([](const VersionedMap& map) { return map.bytes(); });
  return Statistics{.disk_bytes = 0, .memory_bytes = bytes};
}

Faults& MemoryEngine::faults() { return space_->faults; }

}  // namespace penstock::kv::memory
