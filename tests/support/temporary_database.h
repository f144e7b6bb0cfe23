#pragma once

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "documents/database.h"
#include "documents/feature_configuration.h"
#include "kv/memory/memory_provider.h"
#include "support/assertions.h"

namespace penstock::testing {

/// A database that can be closed and opened again, with a clock that stands still. What fails ends
/// the test program.
class TemporaryDatabase {
 public:
  /// In memory.
  TemporaryDatabase() : TemporaryDatabase(std::make_unique<kv::memory::MemoryProvider>()) {
    memory_ = static_cast<kv::memory::MemoryProvider*>(provider_.get());
  }
  explicit TemporaryDatabase(std::unique_ptr<kv::EngineProvider> provider)
      : provider_(std::move(provider)) {
    open();
  }

  void open() {
    database_ = must(documents::Database::open(
        must(provider_->open("test", /*create=*/true)),
        {.name = "test", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"}, clock_));
  }
  void close() { database_.reset(); }

  documents::Database& operator*() { return *database_; }
  documents::Database* operator->() { return database_.get(); }
  ManualClock& clock() { return clock_; }
  /// Of a database in memory.
  kv::memory::Faults& faults() { return memory_->faults("test"); }

  /// `configuration` is what a client sends of a feature.
  void configure(documents::Feature feature, std::string_view configuration) {
    const auto checked =
        must(documents::check_feature(feature, must(parse_json(configuration)).as_object()));
    must(database_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      TRY(documents::write_feature(context, feature, checked));
      return {};
    }));
  }

  /// Writes `text`, which may have "@metadata"; "" for `expected` means that it must not exist.
  Result<documents::PutResult> try_put(std::string_view id, std::string_view text,
                                       std::optional<std::string> expected = std::nullopt) {
    const auto content = must(documents::DocumentContent::parse(text));
    documents::PutResult put;
    TRY(database_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      put = TRY(context.put(id, content, {expected}));
      return {};
    }));
    return put;
  }
  documents::PutResult put(std::string_view id, std::string_view text) {
    return must(try_put(id, text));
  }

  /// Writes a document of `collection`.
  documents::PutResult put_in(std::string_view collection, std::string_view id,
                              std::string_view n = "0") {
    return put(id, R"({"n":)" + std::string(n) + R"(,"@metadata":{"@collection":")" +
                       std::string(collection) + R"("}})");
  }

  Result<documents::DeleteResult> try_remove(std::string_view id,
                                             std::optional<std::string> expected = std::nullopt) {
    documents::DeleteResult removed;
    TRY(database_->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
      removed = TRY(context.remove(id, {expected}));
      return {};
    }));
    return removed;
  }
  documents::DeleteResult remove(std::string_view id) { return must(try_remove(id)); }

  std::optional<documents::Document> get(std::string_view id) {
    return must(must(database_->snapshot()).get(id));
  }

  /// All changes of `collections` after `after` at this moment; of all collections if none.
  std::vector<documents::Change> changes(documents::Etag after,
                                         const std::vector<std::string>& collections = {},
                                         const documents::BatchLimits& limits = {}) {
    const auto snapshot = must(database_->snapshot());
    return must(documents::ChangeFeed(snapshot.storage(), collections).read(after, limits));
  }

 private:
  ManualClock clock_;
  std::unique_ptr<kv::EngineProvider> provider_;
  kv::memory::MemoryProvider* memory_ = nullptr;
  std::unique_ptr<documents::Database> database_;
};

}  // namespace penstock::testing
