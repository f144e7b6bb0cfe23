#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "etl/destination.h"
#include "simulation/invariants.h"
#include "simulation/source_model.h"

namespace penstock::simulation {

/// An owner of the task: one start of its process. Each has another number.
struct OwnerName {
  int number = 0;
  std::uint64_t generation = 0;
};

/// A document in a transaction at the destination.
struct DeliveredDocument {
  std::string id;
  Etag etag;                 ///< That of its change; the position if it is delivered again.
  std::uint64_t number = 0;  ///< Of its version; 0: deletes it.
};

/// A transaction at the destination.
struct DeliveredBatch {
  OwnerName owner;
  etl::Position from;
  Etag to;
  std::vector<DeliveredDocument> documents;  ///< Without those that it rejected.
};

/// Sees every transaction that the destination commits, and whether what it promises holds.
/// Confined to one thread.
class DeliveryWatch {
 public:
  DeliveryWatch(const SourceModel& source, Violations& violations)
      : source_(source), violations_(violations) {}

  /// The position was read for a new owner, or again for one that has been opened before.
  void opened(const OwnerName& owner, const etl::Position& position);
  void reopened(const OwnerName& owner);

  void committed(const DeliveredBatch& batch);

  /// The position, as far as it is known, and whose.
  Etag position() const { return position_; }
  etl::Epoch epoch() const { return epoch_; }
  std::uint64_t generation() const { return owner_.generation; }
  int owner() const { return owner_.number; }

  /// Whether the destination has a version of the document.
  bool holds(const std::string& id) const { return held_.contains(id); }

  /// Documents whose newest version the position has passed, and that the destination does not have
  /// so, or has though they were deleted.
  std::set<std::string> undelivered() const;

 private:
  void check_owner(const OwnerName& owner, const std::string& what);
  /// `is_again`: because somebody asked for it.
  void deliver(const DeliveredDocument& document, bool is_again);

  const SourceModel& source_;
  Violations& violations_;
  OwnerName owner_;
  etl::Epoch epoch_;
  Etag position_;
  std::set<std::string> held_;
  std::map<std::string, Etag> delivered_;  ///< In this generation.
  std::set<std::uint64_t> inserted_;       ///< Numbers of versions, in this generation.
};

}  // namespace penstock::simulation
