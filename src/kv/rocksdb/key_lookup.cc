#include "kv/rocksdb/key_lookup.h"

#include <algorithm>
#include <memory>
#include <numeric>
#include <optional>
#include <string_view>

#include "kv/rocksdb/status.h"

namespace penstock::kv::rocksdb {
namespace {

// Passing an entry by takes about a third of the time of looking a key up.
constexpr std::size_t kPassedPerKeyMax = 2;
constexpr std::size_t kPassedFirstMax = 16;
/// Entries that were removed, and are still there, that a step may pass by.
constexpr std::uint64_t kRemovedPassedMax = 256;
constexpr std::size_t kReadaheadBytes = std::size_t{64} << 10;

}  // namespace

KeyLookup::KeyLookup(::rocksdb::DB& database, const ::rocksdb::Snapshot* snapshot,
                     std::span<const std::string> keys, Reuse reuse)
    : database_(database), snapshot_(snapshot), keys_(keys), reuse_(reuse), order_(keys.size()) {
  std::iota(order_.begin(), order_.end(), std::size_t{0});
  std::ranges::sort(order_, {},
                    [this](std::size_t place) { return std::string_view(keys_[place]); });
}

::rocksdb::ReadOptions KeyLookup::options() const {
  ::rocksdb::ReadOptions options;
  options.snapshot = snapshot_;
  options.fill_cache = reuse_ == Reuse::kLikely;
  return options;
}

Result<void> KeyLookup::run(const ValueVisitor& visit) {
  if (reuse_ == Reuse::kUnlikely && !keys_.empty()) TRY(walk(visit));
  return look_up(visit);
}

Result<void> KeyLookup::walk(const ValueVisitor& visit) {
  auto walking = options();
  walking.readahead_size = kReadaheadBytes;
  walking.max_skippable_internal_keys = kRemovedPassedMax;
  const std::unique_ptr<::rocksdb::Iterator> entries(database_.NewIterator(walking));
  std::size_t passed = 0;
  for (entries->Seek(keys_[order_.front()]); visited_ < order_.size(); ++visited_) {
    const auto place = order_[visited_];
    for (; entries->Valid() && entries->key().compare(keys_[place]) < 0; entries->Next()) {
      if (++passed > kPassedFirstMax + kPassedPerKeyMax * visited_) return {};
    }
    if (entries->status().IsIncomplete()) return {};
    TRY(check(database_, entries->status()));
    std::optional<std::string_view> value;
    if (entries->Valid() && entries->key() == keys_[place]) value = entries->value().ToStringView();
    if (!visit(place, value)) order_.resize(visited_ + 1);
  }
  return {};
}

Result<void> KeyLookup::look_up(const ValueVisitor& visit) {
  std::vector<::rocksdb::Slice> rest;
  for (auto at = visited_; at < order_.size(); ++at) rest.emplace_back(keys_[order_[at]]);
  if (rest.empty()) return {};
  std::vector<::rocksdb::PinnableSlice> found(rest.size());
  std::vector<::rocksdb::Status> statuses(rest.size());
  constexpr bool kAreSorted = true;
  database_.MultiGet(options(), database_.DefaultColumnFamily(), rest.size(), rest.data(),
                     found.data(), statuses.data(), kAreSorted);
  for (std::size_t i = 0; i < rest.size(); ++i) {
    std::optional<std::string_view> value;
    if (!statuses[i].IsNotFound()) {
      TRY(check(database_, statuses[i]));
      value = found[i].ToStringView();
    }
    if (!visit(order_[visited_ + i], value)) break;
  }
  return {};
}

}  // namespace penstock::kv::rocksdb
