#include "documents/change_reader.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include <fmt/format.h>

#include "documents/keys.h"

namespace penstock::documents {
namespace {

/// Items that are fetched together. The first fetch is small, for their size is not known yet.
constexpr std::size_t kFirstFetch = 16;
constexpr std::size_t kFetchMax = 256;

Result<Change> decode(const IndexEntry& entry, const std::optional<std::string_view>& stored) {
  if (stored) return layout_of(entry.stream).decode(entry.etag, *stored);
  return corruption(fmt::format("the index entry of etag {} has no item", entry.etag.value));
}

/// Gathers changes up to the limits.
class Batch {
 public:
  explicit Batch(const BatchLimits& limits) : limits_(limits) {}

  bool full() const {
    return changes_.size() >= std::max<std::size_t>(limits_.changes_max, 1) ||
           (!changes_.empty() && bytes_ >= limits_.bytes_max);
  }

  /// How many items to fetch next, so that not many are fetched in vain.
  std::size_t fetch_size() const {
    const std::size_t room = std::max<std::size_t>(limits_.changes_max, 1) - changes_.size();
    if (changes_.empty()) return std::min(room, kFirstFetch);
    const std::size_t average = std::max<std::size_t>(bytes_ / changes_.size(), 1);
    const std::size_t fitting = (limits_.bytes_max - bytes_) / average + 1;
    return std::min({room, fitting, kFetchMax});
  }

  void add(Change change) {
    bytes_ += change.bytes();
    changes_.push_back(std::move(change));
  }

  std::vector<Change> take() && { return std::move(changes_); }

 private:
  const BatchLimits& limits_;
  std::vector<Change> changes_;
  std::size_t bytes_ = 0;
};

Result<std::vector<IndexEntry>> take_entries(EtagIndexes& indexes, std::size_t count) {
  std::vector<IndexEntry> entries;
  entries.reserve(count);
  while (entries.size() < count) {
    auto entry = TRY(indexes.next());
    if (!entry) break;
    entries.push_back(*std::move(entry));
  }
  return entries;
}

/// What `entries` name, in their order.
Result<std::vector<Change>> read_items(const kv::Snapshot& snapshot,
                                       const std::vector<IndexEntry>& entries) {
  std::vector<std::string> keys;
  keys.reserve(entries.size());
  for (const auto& entry : entries) {
    keys.push_back(table_key(layout_of(entry.stream).items, entry.name));
  }
  std::vector<Change> changes(entries.size());
  Result<void> decoded;
  TRY(snapshot.visit_many(keys, kv::Reuse::kUnlikely, [&](std::size_t place, const auto& stored) {
    auto change = decode(entries[place], stored);
    if (change) {
      changes[place] = *std::move(change);
    } else {
      decoded = std::move(change).error();
    }
    return decoded.has_value();
  }));
  TRY(decoded);
  return changes;
}

}  // namespace

Result<std::vector<Change>> read_changes(const kv::Snapshot& snapshot, EtagIndexes& indexes,
                                         const BatchLimits& limits) {
  Batch batch(limits);
  while (!batch.full()) {
    const auto entries = TRY(take_entries(indexes, batch.fetch_size()));
    if (entries.empty()) break;
    for (auto& change : TRY(read_items(snapshot, entries))) {
      if (batch.full()) break;
      batch.add(std::move(change));
    }
  }
  return std::move(batch).take();
}

}  // namespace penstock::documents
