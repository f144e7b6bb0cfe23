#pragma once

#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "etl/destination.h"

namespace penstock::etl {

/// What a destination holds: rows by document id, and the checkpoint, which move together. It
/// outlives the connections to it, as a database does. Thread-safe.
class FakeStore {
 public:
  struct Batch {
    Etag from;
    Etag to;
    std::vector<std::string> ids;
  };

  /// The next `count` calls of open() or load() fail with `error`, before they do anything.
  void fail(const Error& error, int count = 1) {
    const std::lock_guard lock(mutex_);
    failures_.insert(failures_.end(), static_cast<std::size_t>(count), error);
  }
  /// The next load() commits, and its answer is lost.
  void lose_next_answer() {
    const std::lock_guard lock(mutex_);
    lose_answer_ = true;
  }
  /// Documents that no table takes.
  void reject(std::string id) {
    const std::lock_guard lock(mutex_);
    rejected_.insert(std::move(id));
  }
  /// The same for want of another document.
  void let_wait(const std::string& id) {
    reject(id);
    const std::lock_guard lock(mutex_);
    waiting_.insert(id);
  }
  void accept(const std::string& id) {
    const std::lock_guard lock(mutex_);
    rejected_.erase(id);
  }
  void pretend_position(Position position) {
    const std::lock_guard lock(mutex_);
    checkpoint_ = position;
  }
  /// Loads wait until release(), or until they are told to stop.
  void hold() {
    const std::lock_guard lock(mutex_);
    held_ = true;
  }
  void release() {
    const std::lock_guard lock(mutex_);
    held_ = false;
    changed_.notify_all();
  }

  /// id -> its objects, in order: target, JSON, and the metadata of a whole document.
  std::map<std::string, std::vector<std::string>> rows() const {
    const std::lock_guard lock(mutex_);
    return rows_;
  }
  std::vector<std::string> ids() const {
    std::vector<std::string> ids;
    for (const auto& [id, objects] : rows()) ids.push_back(id);
    return ids;
  }
  std::vector<Batch> batches() const {
    const std::lock_guard lock(mutex_);
    return batches_;
  }
  Position checkpoint() const {
    const std::lock_guard lock(mutex_);
    return checkpoint_;
  }
  /// How many loads have begun.
  int loads() const {
    const std::lock_guard lock(mutex_);
    return loads_;
  }

  Result<Position> open(Generation generation) {
    const std::lock_guard lock(mutex_);
    if (auto failure = next_failure()) return *std::move(failure);
    if (checkpoint_.generation != generation) checkpoint_ = {generation, checkpoint_.epoch, Etag{}};
    ++checkpoint_.epoch.value;
    return checkpoint_;
  }

  Result<Position> reopen(Generation generation, Epoch epoch) {
    {
      const std::lock_guard lock(mutex_);
      if (checkpoint_.epoch > epoch) return Error{ErrorCode::kNotOwner, "a newer epoch"};
      if (checkpoint_.epoch == epoch && checkpoint_.generation == generation) {
        if (auto failure = next_failure()) return *std::move(failure);
        return checkpoint_;
      }
    }
    return open(generation);
  }

  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from, ErrorSink& errors,
                           const std::stop_token& stop) {
    std::unique_lock lock(mutex_);
    ++loads_;
    if (!changed_.wait(lock, stop, [&] { return !held_; })) {
      return Error{ErrorCode::kCancelled, "stopping"};
    }
    if (auto failure = next_failure()) return *std::move(failure);
    if (from.epoch != checkpoint_.epoch) return Error{ErrorCode::kNotOwner, "a newer epoch"};
    if (from.etag != checkpoint_.etag || batch.from != from.etag) {
      return Error{ErrorCode::kConflict, "the batch does not follow"};
    }
    LoadOutcome outcome;
    for (const auto& document : batch.documents) {
      if (!rejected_.contains(document.id)) continue;
      outcome.rejected_documents.push_back(document.id);
      const DocumentError error{document.id, document.etag, ErrorStep::kLoad, "rejected",
                                waiting_.contains(document.id)};
      if (auto recorded = errors.record(std::span(&error, 1)); !recorded) return recorded.error();
    }
    outcome.successes = apply(batch);
    checkpoint_.etag = batch.to;
    outcome.position = checkpoint_;
    if (std::exchange(lose_answer_, false)) return Error{ErrorCode::kTimeout, "no answer"};
    return outcome;
  }

  /// Another source delivers here, too.
  void share_with(const std::string& other) {
    const std::lock_guard lock(mutex_);
    other_source_ = other;
  }
  std::string other_source() const {
    const std::lock_guard lock(mutex_);
    return other_source_;
  }

  /// The position is kept elsewhere, as it says.
  void deliver_at_least_once() {
    const std::lock_guard lock(mutex_);
    delivery_ = Delivery::kAtLeastOnce;
  }
  Delivery delivery() const {
    const std::lock_guard lock(mutex_);
    return delivery_;
  }

  /// One document a page.
  Result<HeldPage> held(const std::string& begin) {
    const std::lock_guard lock(mutex_);
    if (auto failure = next_failure()) return *std::move(failure);
    HeldPage page;
    const auto found = rows_.upper_bound(begin);
    if (found == rows_.end()) return page;
    page.documents.push_back({found->first, {}});
    page.next = found->first;
    return page;
  }

 private:
  std::optional<Error> next_failure() {
    if (failures_.empty()) return std::nullopt;
    auto failure = std::move(failures_.front());
    failures_.erase(failures_.begin());
    return failure;
  }

  std::uint64_t apply(const LoadBatch& batch) {
    Batch& applied = batches_.emplace_back();
    applied.from = batch.from;
    applied.to = batch.to;
    for (const auto& document : batch.documents) {
      applied.ids.push_back(document.id);
      if (rejected_.contains(document.id)) continue;
      rows_.erase(document.id);
      for (const auto& object : document.objects) {
        rows_[document.id].push_back(
            std::string(object.target).append(object.json).append(object.metadata));
      }
    }
    return batch.documents.size();
  }

  mutable std::mutex mutex_;
  std::condition_variable_any changed_;
  std::vector<Error> failures_;
  std::set<std::string> rejected_;
  std::set<std::string> waiting_;
  std::string other_source_;
  Delivery delivery_ = Delivery::kExactlyOnce;
  bool lose_answer_ = false;
  bool held_ = false;
  int loads_ = 0;
  std::map<std::string, std::vector<std::string>> rows_;
  std::vector<Batch> batches_;
  Position checkpoint_;
};

/// A connection to a FakeStore.
class FakeDestination final : public Destination {
 public:
  FakeDestination(FakeStore& store, ErrorSink& errors) : store_(store), errors_(errors) {}

  Result<Position> open(const ProcessKey&, Generation generation, const std::stop_token&) override {
    return store_.open(generation);
  }
  Result<Position> reopen(const ProcessKey&, Generation generation, Epoch epoch,
                          const std::stop_token&) override {
    return store_.reopen(generation, epoch);
  }
  Delivery delivery() const override { return store_.delivery(); }
  Result<LoadOutcome> load(const LoadBatch& batch, const Position& from,
                           const std::stop_token& stop) override {
    return store_.load(batch, from, errors_, stop);
  }
  Result<HeldPage> held(const std::string& begin, const std::stop_token&) override {
    return store_.held(begin);
  }
  Result<std::string> other_source(const std::stop_token&) override {
    return store_.other_source();
  }

 private:
  FakeStore& store_;
  ErrorSink& errors_;
};

}  // namespace penstock::etl
