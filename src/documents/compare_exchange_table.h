#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/compare_exchange.h"
#include "documents/pending_commit.h"

namespace penstock::documents {

/// How an attempt to change a value ended.
struct CompareExchangeOutcome {
  bool successful = false;
  /// If successful that of the change, else that of the value that is there; the last one given if
  /// there is none.
  std::uint64_t index = 0;
  /// What the key holds afterwards, or held before it was deleted.
  std::optional<std::string> value;
};

/// The compare-exchange values of a commit in the making. Confined to the writer's thread, for one
/// commit.
class CompareExchangeTable {
 public:
  /// `pending` must outlive this object.
  explicit CompareExchangeTable(PendingCommit& pending) : pending_(pending) {}

  Result<std::optional<CompareExchangeValue>> get(std::string_view key) const;

  /// Writes `value`, made by compare_exchange_text(), if the key holds what was written at
  /// `expected_index`, or holds nothing and that is 0. Errors: kInvalidArgument if the key is
  /// empty, too long, not UTF-8 or holds a NUL.
  Result<CompareExchangeOutcome> put(std::string_view key, std::string value,
                                     std::uint64_t expected_index);

  /// Deletes the value if it was written at `expected_index`. What is not there is deleted without
  /// looking at that.
  Result<CompareExchangeOutcome> remove(std::string_view key, std::uint64_t expected_index);

  /// An index of its own for a transaction that has to have one.
  Result<std::uint64_t> take_index();

 private:
  Result<CompareExchangeCounts> counts() const;
  void put_counts(const CompareExchangeCounts& counts);

  PendingCommit& pending_;
};

}  // namespace penstock::documents
