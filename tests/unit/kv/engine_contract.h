#pragma once

#include <functional>
#include <memory>
#include <ostream>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "kv/engine.h"
#include "support/assertions.h"

// What every key-value engine has to do. A new engine adds one INSTANTIATE_TEST_SUITE_P with its
// EngineKind to a test file of its own; the cases are in engine_*_contract.cc.
namespace penstock::kv {

/// Where an engine keeps its key spaces during one test.
class EngineHome {
 public:
  virtual ~EngineHome() = default;

  virtual EngineProvider& provider() = 0;

  /// As if the process had ended and begun again: another provider over the same data. All
  /// engines are closed by then.
  virtual void restart() = 0;
};

struct EngineKind {
  std::string name;
  std::function<std::unique_ptr<EngineHome>()> make_home;

  friend void PrintTo(const EngineKind& kind,  // NOLINT(readability-identifier-naming): gtest's
                      std::ostream* out) {
    *out << kind.name;
  }
};

/// Each test has one key space, "test", open and empty.
class EngineContract : public ::testing::TestWithParam<EngineKind> {
 protected:
  using Pairs = std::vector<std::pair<std::string, std::string>>;

  EngineContract() : home_(GetParam().make_home()), engine_(open("test")) {}

  EngineProvider& provider() { return home_->provider(); }
  Engine& engine() { return *engine_; }

  std::unique_ptr<Engine> open(const std::string& name) {
    return testing::must(provider().open(name, true));
  }

  void close() { engine_.reset(); }

  void restart() {
    close();
    home_->restart();
    engine_ = testing::must(provider().open("test", false));
  }

  void put(const Pairs& pairs) {
    WriteBatch batch;
    for (const auto& [key, value] : pairs) batch.put(key, value);
    ASSERT_OK(engine_->commit(batch, std::nullopt));
  }

  std::unique_ptr<const Snapshot> snapshot() { return testing::must(engine_->snapshot()); }

  std::optional<std::string> get(std::string_view key) {
    return testing::must(snapshot()->get(key));
  }

  /// All entries, in key order.
  Pairs entries() {
    PageLimits limits{.entries_max = 1'000'000, .bytes_max = std::size_t{1} << 30};
    return pairs(testing::must(snapshot()->scan({}, Direction::kForward, limits)));
  }

  static Pairs pairs(const Page& page) {
    Pairs pairs;
    for (const auto& entry : page.entries) pairs.emplace_back(entry.key, entry.value);
    return pairs;
  }

  static std::vector<std::string> keys(const Page& page) {
    std::vector<std::string> keys;
    for (const auto& entry : page.entries) keys.push_back(entry.key);
    return keys;
  }

 private:
  std::unique_ptr<EngineHome> home_;
  std::unique_ptr<Engine> engine_;
};

}  // namespace penstock::kv
