#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/etag.h"
#include "simulation/invariants.h"

namespace penstock::simulation {

using documents::Etag;

/// A version of a document: what a client wrote, or that it deleted the document.
struct Version {
  Etag etag;
  std::uint64_t number = 0;   ///< In its body, of no other version; 0: deleted.
  std::string change_vector;  ///< Empty: deleted.

  bool is_deleted() const { return number == 0; }
};

/// The body of a version of a document, and back.
std::string body_of(std::uint64_t number);
std::uint64_t number_in(std::string_view body);

/// What a transaction did, in order: the id of a document and its new version.
using Effects = std::vector<std::pair<std::string, Version>>;

/// What the clients of the source know: which version of each document was acknowledged, and which
/// may be there or not because the power went out before the answer. Confined to one thread.
class SourceModel {
 public:
  explicit SourceModel(Violations& violations) : violations_(violations) {}

  void acknowledge(const Effects& effects);

  /// The power went out before the answer: after compare() it is known what became of it.
  void leave_open(const Effects& effects);

  /// A transaction expected the version `change_vector` of a document, and was told whether it is
  /// the newest.
  void check_expectation(const std::string& id, const std::string& change_vector, bool held);

  /// Looks whether the source is what the clients were told.
  void compare(const documents::DatabaseSnapshot& source);

  /// By id, deleted ones too.
  const std::map<std::string, Version>& newest() const { return newest_; }
  /// Null: never written.
  const Version* find(const std::string& id) const;
  bool was_acknowledged(std::uint64_t number) const { return numbers_.contains(number); }

 private:
  using Versions = std::map<std::string, Version>;

  void take(const Effects& effects);

  Violations& violations_;
  Versions newest_;
  std::set<std::uint64_t> numbers_;  ///< Of all versions that were ever acknowledged.
  Etag last_etag_;
  std::vector<Effects> open_;  ///< Of one commit, in order.
};

}  // namespace penstock::simulation
