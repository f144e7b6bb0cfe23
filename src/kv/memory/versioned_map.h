#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "kv/engine.h"

namespace penstock::kv::memory {

/// The number of a commit; a reader at a sequence sees that commit and all before it.
using Sequence = std::uint64_t;

/// An ordered map that keeps, of each key, the versions that a pinned sequence can still see.
/// Older versions go when the last sequence that saw them is unpinned. Confined to one thread.
class VersionedMap {
 public:
  /// Applies `batch` in order, as one new sequence.
  void apply(const WriteBatch& batch);

  Sequence latest() const { return latest_; }

  /// The latest sequence, which stays readable until it is given to unpin().
  Sequence pin();
  void unpin(Sequence sequence);

  /// What `key` held at `sequence`, which is pinned or the latest. Nothing if it was absent.
  std::optional<std::string> get(std::string_view key, Sequence sequence) const;

  Page scan(const Range& range, Direction direction, const PageLimits& limits,
            Sequence sequence) const;

  /// Keys and values of all versions.
  std::size_t bytes() const { return bytes_; }

 private:
  struct Version {
    Sequence sequence;
    std::optional<std::string> value;  // Nothing: erased.
  };
  using Versions = std::vector<Version>;  // Oldest first, never empty.
  using Map = std::map<std::string, Versions, std::less<>>;
  struct Superseded {
    Sequence since;
    std::string key;
  };

  static const std::string* visible(const Versions& versions, Sequence sequence);
  Map::const_iterator end_of(const Range& range) const;
  void put(const std::string& key, const std::string& value);
  void erase(Map::iterator entry);
  void erase_range(const Range& range);
  void write(Map::iterator entry, std::optional<std::string> value);
  void collect();
  void prune(const std::string& key, Sequence oldest);

  Map entries_;
  Sequence latest_ = 0;
  std::multiset<Sequence> pinned_;
  std::deque<Superseded> superseded_;  // Keys with a version to drop, in the order of `since`.
  std::size_t bytes_ = 0;
};

}  // namespace penstock::kv::memory
