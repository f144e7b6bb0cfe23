#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/pending_commit.h"
#include "kv/engine.h"

// Numbers that rise by one, for ids like "users|" (protocol.md, section 4.4). An identity is known
// by its prefix with or without its "|", compared without case.
namespace penstock::documents {

/// All identities, as "users|", with the last number of each. Errors: those of the engine;
/// kCorruption.
Result<std::map<std::string, std::uint64_t>> read_identities(const kv::Snapshot& snapshot);

/// The identities of a commit in the making. Confined to the writer's thread, for one commit.
class IdentityTable {
 public:
  /// `pending` must outlive this object.
  explicit IdentityTable(PendingCommit& pending) : pending_(pending) {}

  /// The next number, beginning with 1. Errors: kInvalidArgument if the name is empty or not valid
  /// as the beginning of an id, or no number is left.
  Result<std::uint64_t> next(std::string_view name);

  /// Sets the last number, if that is a step forward or `force` is set. Returns what it is then.
  Result<std::uint64_t> seed(std::string_view name, std::uint64_t value, bool force);

 private:
  Result<std::uint64_t> last(const std::string& key) const;

  PendingCommit& pending_;
};

}  // namespace penstock::documents
