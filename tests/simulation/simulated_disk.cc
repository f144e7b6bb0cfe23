#include "simulation/simulated_disk.h"

#include <utility>

#include "base/check.h"

namespace penstock::simulation {
namespace {

using kv::memory::MemoryEngine;
using Kind = kv::WriteBatch::Operation::Kind;

const Error kOut{ErrorCode::kUnavailable, "the power is out"};

/// A new engine with all that `engine` has.
std::unique_ptr<MemoryEngine> copy_of(const MemoryEngine& engine) {
  auto copy = std::make_unique<MemoryEngine>();
  kv::WriteBatch batch;
  const auto copied = (*engine.snapshot())->visit({}, [&](auto key, auto value) {
    batch.put(std::string(key), std::string(value));
    return true;
  });
  CHECK(copied && copy->commit(batch, std::nullopt));
  return copy;
}

kv::WriteBatch first_half(const kv::WriteBatch& batch) {
  kv::WriteBatch half;
  for (const auto& operation : batch.operations().first(batch.operations().size() / 2)) {
    switch (operation.kind) {
      case Kind::kPut: half.put(operation.key, operation.value); break;
      case Kind::kErase: half.erase(operation.key); break;
      case Kind::kEraseRange: half.erase_range({operation.key, operation.value}); break;
    }
  }
  return half;
}

}  // namespace

SimulatedDisk::SimulatedDisk(DiskLie lie)
    : lie_(lie),
      visible_(std::make_unique<MemoryEngine>()),
      synced_(std::make_unique<MemoryEngine>()) {}

Result<void> SimulatedDisk::commit(const kv::WriteBatch& batch, CommitFate fate) {
  if (fate == CommitFate::kRefused) return Error{ErrorCode::kUnavailable, "the disk is full"};
  if (fate == CommitFate::kCutBeforeWriting) return kOut;
  TRY(visible_->commit(batch, std::nullopt));
  unsynced_.push_back(batch);
  if (fate == CommitFate::kCutBeforeSync) return kOut;
  if (lie_ == DiskLie::kAnswersBeforeSync) return {};
  TRY(sync());
  if (fate == CommitFate::kCutBeforeAnswer) return kOut;
  return {};
}

Result<void> SimulatedDisk::sync() {
  for (const auto& batch : std::exchange(unsynced_, {})) {
    TRY(synced_->commit(batch, std::nullopt));
  }
  return {};
}

void SimulatedDisk::lose_unsynced(Chance& chance) {
  const auto left = chance.below(unsynced_.size() + 1);
  if (lie_ == DiskLie::kTearsBatches && left < unsynced_.size()) {
    unsynced_[left] = first_half(unsynced_[left]);
    unsynced_.resize(left + 1);
  } else {
    unsynced_.resize(left);
  }
  CHECK(sync());
  show_synced();
}

void SimulatedDisk::copy_from(const SimulatedDisk& other) {
  synced_ = copy_of(*other.synced_);
  unsynced_.clear();
  show_synced();
}

void SimulatedDisk::show_synced() { visible_ = copy_of(*synced_); }

}  // namespace penstock::simulation
