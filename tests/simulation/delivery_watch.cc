#include "simulation/delivery_watch.h"

#include <algorithm>

#include <fmt/format.h>

namespace penstock::simulation {

void DeliveryWatch::opened(const OwnerName& owner, const etl::Position& position) {
  if (owner.generation != owner_.generation) {
    position_ = {};
    delivered_.clear();
    inserted_.clear();
    if (position.etag != Etag{}) {
      violations_.add(
          Invariant::kResetStartsFromZero,
          fmt::format("generation {} starts from {}", owner.generation, position.etag.value));
    }
  }
  owner_ = owner;
  epoch_ = position.epoch;
}

void DeliveryWatch::reopened(const OwnerName& owner) { check_owner(owner, "was opened again"); }

void DeliveryWatch::check_owner(const OwnerName& owner, const std::string& what) {
  if (owner.number == owner_.number) return;
  violations_.add(Invariant::kOneOwnerWrites, fmt::format("owner {} {}, though {} has taken over",
                                                          owner.number, what, owner_.number));
}

void DeliveryWatch::committed(const DeliveredBatch& batch) {
  check_owner(batch.owner, "wrote");
  if (batch.from.etag != position_ || batch.to < batch.from.etag) {
    violations_.add(Invariant::kBatchesFollowEachOther,
                    fmt::format("a batch from {} to {} follows one to {}", batch.from.etag.value,
                                batch.to.value, position_.value));
  }
  for (const auto& document : batch.documents) {
    deliver(document, document.etag == batch.from.etag);
  }
  position_ = batch.to;
}

void DeliveryWatch::deliver(const DeliveredDocument& document, bool is_again) {
  const auto& [id, etag, number] = document;
  auto& before = delivered_[id];
  // A document that is delivered again comes under the position of its batch.
  if (number != 0 && !source_.was_acknowledged(number)) {
    violations_.add(Invariant::kOnlyAcknowledgedIsDelivered,
                    fmt::format("version {} of {}", number, id));
  }
  // The wish to deliver a document again is at the source: a crash may repeat what it asks for.
  const bool is_new = number == 0 || inserted_.insert(number).second;
  if (!is_new && !is_again) {
    violations_.add(Invariant::kNothingTwiceWhereInserted,
                    fmt::format("version {} of {}", number, id));
  }
  const auto* newest = source_.find(id);
  // A deletion has no number: one that is delivered again may not be the newest.
  const bool is_newest = number != 0 && newest != nullptr && newest->number == number;
  const auto now = is_newest ? newest->etag : etag;
  if (now < before) {
    violations_.add(Invariant::kNothingOlderReplacesNewer,
                    fmt::format("{}: {} comes after {}", id, now.value, before.value));
  }
  before = std::max(before, now);
  if (number == 0) {
    held_.erase(id);
  } else {
    held_.insert(id);
  }
}

std::set<std::string> DeliveryWatch::undelivered() const {
  std::set<std::string> ids;
  for (const auto& [id, newest] : source_.newest()) {
    if (newest.etag > position_) continue;
    const auto delivered = delivered_.find(id);
    const bool has_newest = delivered != delivered_.end() && delivered->second >= newest.etag;
    if (newest.is_deleted() ? holds(id) : !has_newest) ids.insert(id);
  }
  return ids;
}

}  // namespace penstock::simulation
