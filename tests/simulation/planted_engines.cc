#include <utility>
#include <vector>

#include "documents/keys.h"
#include "simulation/planted_bugs.h"

// Bugs below the database.
namespace penstock::simulation {
namespace {

class DecoratedEngine : public kv::Engine {
 public:
  explicit DecoratedEngine(std::unique_ptr<kv::Engine> engine) : engine_(std::move(engine)) {}

  Result<std::unique_ptr<const kv::Snapshot>> snapshot() const override {
    return engine_->snapshot();
  }
  Result<std::optional<std::string>> get_from_memory(std::string_view key) const override {
    return engine_->get_from_memory(key);
  }
  Result<void> commit(const kv::WriteBatch& batch,
                      const std::optional<kv::Expectation>& expected) override {
    return engine_->commit(batch, expected);
  }
  Result<kv::Statistics> statistics() const override { return engine_->statistics(); }

 protected:
  kv::Engine& engine() const { return *engine_; }

 private:
  const std::unique_ptr<kv::Engine> engine_;
};

class FailedCommitStays final : public DecoratedEngine {
 public:
  using DecoratedEngine::DecoratedEngine;

  Result<void> commit(const kv::WriteBatch& batch,
                      const std::optional<kv::Expectation>& expected) override {
    auto committed = engine().commit(batch, expected);
    if (!committed) static_cast<void>(engine().commit(batch, expected).has_value());
    return committed;
  }
};

class FailureAcknowledged final : public DecoratedEngine {
 public:
  using DecoratedEngine::DecoratedEngine;

  Result<void> commit(const kv::WriteBatch& batch,
                      const std::optional<kv::Expectation>& expected) override {
    static_cast<void>(engine().commit(batch, expected).has_value());
    return {};
  }
};

/// A snapshot that is shared, or shows less than the one behind it.
class DecoratedSnapshot : public kv::Snapshot {
 public:
  explicit DecoratedSnapshot(std::shared_ptr<const kv::Snapshot> snapshot)
      : snapshot_(std::move(snapshot)) {}

  Result<std::optional<std::string>> get(std::string_view key) const override {
    return snapshot_->get(key);
  }
  Result<void> visit_many(std::span<const std::string> keys, kv::Reuse reuse,
                          const kv::ValueVisitor& visit) const override {
    return snapshot_->visit_many(keys, reuse, visit);
  }
  Result<kv::Page> scan(const kv::Range& range, kv::Direction direction,
                        const kv::PageLimits& limits) const override {
    return snapshot_->scan(range, direction, limits);
  }
  Result<void> visit(const kv::Range& range, kv::Reuse reuse,
                     const kv::Visitor& visit) const override {
    return snapshot_->visit(range, reuse, visit);
  }

 private:
  const std::shared_ptr<const kv::Snapshot> snapshot_;
};

class StaleSnapshots final : public DecoratedEngine {
 public:
  StaleSnapshots(std::unique_ptr<kv::Engine> engine, Chance& chance)
      : DecoratedEngine(std::move(engine)), chance_(chance) {}

  Result<std::unique_ptr<const kv::Snapshot>> snapshot() const override {
    if (!before_ || !chance_.one_in(kOdds)) return engine().snapshot();
    return std::make_unique<const DecoratedSnapshot>(before_);
  }

  Result<void> commit(const kv::WriteBatch& batch,
                      const std::optional<kv::Expectation>& expected) override {
    before_ = TRY(engine().snapshot());
    return engine().commit(batch, expected);
  }

 private:
  static constexpr std::size_t kOdds = 8;

  Chance& chance_;
  std::shared_ptr<const kv::Snapshot> before_;
};

/// Does not show the last change but one.
class SkippingSnapshot final : public DecoratedSnapshot {
 public:
  using DecoratedSnapshot::DecoratedSnapshot;

  Result<kv::Page> scan(const kv::Range& range, kv::Direction direction,
                        const kv::PageLimits& limits) const override {
    auto page = TRY(DecoratedSnapshot::scan(range, direction, limits));
    auto& entries = page.entries;
    const bool is_feed =
        documents::table_of_key(range.begin) == documents::Table::kDocumentsByCollection;
    if (is_feed && entries.size() > 1) entries.erase(entries.end() - 2);
    return page;
  }
};

class EtagSkipped final : public DecoratedEngine {
 public:
  EtagSkipped(std::unique_ptr<kv::Engine> engine, Chance& chance)
      : DecoratedEngine(std::move(engine)), chance_(chance) {}

  Result<std::unique_ptr<const kv::Snapshot>> snapshot() const override {
    auto snapshot = TRY(engine().snapshot());
    if (!chance_.one_in(kOdds)) return snapshot;
    return std::make_unique<const SkippingSnapshot>(
        std::shared_ptr<const kv::Snapshot>(std::move(snapshot)));
  }

 private:
  static constexpr std::size_t kOdds = 8;

  Chance& chance_;
};

}  // namespace

std::unique_ptr<kv::Engine> plant(PlantedBug bug, std::unique_ptr<kv::Engine> engine,
                                  Chance& chance) {
  switch (bug) {
    case PlantedBug::kFailedCommitStays:
      return std::make_unique<FailedCommitStays>(std::move(engine));
    case PlantedBug::kFailureAcknowledged:
      return std::make_unique<FailureAcknowledged>(std::move(engine));
    case PlantedBug::kStaleSnapshot:
      return std::make_unique<StaleSnapshots>(std::move(engine), chance);
    case PlantedBug::kEtagSkipped: return std::make_unique<EtagSkipped>(std::move(engine), chance);
    default: return engine;
  }
}

}  // namespace penstock::simulation
