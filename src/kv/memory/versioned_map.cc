#include "kv/memory/versioned_map.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "base/check.h"
#include "kv/page_builder.h"

namespace penstock::kv::memory {
namespace {

std::size_t size_of(const std::optional<std::string>& value) { return value ? value->size() : 0; }

template <typename Iterator, typename Accept>
void walk(Iterator position, Iterator end, const Accept& accept) {
  while (position != end && accept(*position)) ++position;
}

bool empty(const Range& range) { return !range.end.empty() && range.end <= range.begin; }

}  // namespace

void VersionedMap::apply(const WriteBatch& batch) {
  ++latest_;
  for (const auto& operation : batch.operations()) {
    switch (operation.kind) {
      case WriteBatch::Operation::Kind::kPut: put(operation.key, operation.value); break;
      case WriteBatch::Operation::Kind::kErase: erase(entries_.find(operation.key)); break;
      case WriteBatch::Operation::Kind::kEraseRange:
        erase_range({operation.key, operation.value});
        break;
    }
  }
  collect();
}

Sequence VersionedMap::pin() {
  pinned_.insert(latest_);
  return latest_;
}

void VersionedMap::unpin(Sequence sequence) {
  const auto pin = pinned_.find(sequence);
  CHECK(pin != pinned_.end());
  pinned_.erase(pin);
  collect();
}

std::optional<std::string> VersionedMap::get(std::string_view key, Sequence sequence) const {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return std::nullopt;
  const auto* value = visible(entry->second, sequence);
  return value != nullptr ? std::optional(*value) : std::nullopt;
}

Page VersionedMap::scan(const Range& range, Direction direction, const PageLimits& limits,
                        Sequence sequence) const {
  PageBuilder page(limits);
  if (empty(range)) return page.take();
  const auto first = entries_.lower_bound(range.begin);
  const auto last = end_of(range);
  const auto add_visible = [&](const Map::value_type& entry) {
    const auto* value = visible(entry.second, sequence);
    return value == nullptr || page.add(entry.first, *value);
  };
  if (direction == Direction::kForward) {
    walk(first, last, add_visible);
  } else {
    walk(std::make_reverse_iterator(last), std::make_reverse_iterator(first), add_visible);
  }
  return page.take();
}

const std::string* VersionedMap::visible(const Versions& versions, Sequence sequence) {
  const auto version = std::find_if(versions.rbegin(), versions.rend(),
                                    [&](const Version& each) { return each.sequence <= sequence; });
  return version != versions.rend() && version->value ? &*version->value : nullptr;
}

VersionedMap::Map::const_iterator VersionedMap::end_of(const Range& range) const {
  return range.end.empty() ? entries_.end() : entries_.lower_bound(range.end);
}

void VersionedMap::put(const std::string& key, const std::string& value) {
  const auto [entry, added] = entries_.try_emplace(key);
  if (added) bytes_ += key.size();
  write(entry, value);
}

void VersionedMap::erase(Map::iterator entry) {
  if (entry != entries_.end() && entry->second.back().value) write(entry, std::nullopt);
}

void VersionedMap::erase_range(const Range& range) {
  if (empty(range)) return;
  const auto last = end_of(range);
  for (auto entry = entries_.lower_bound(range.begin); entry != last; ++entry) erase(entry);
}

void VersionedMap::write(Map::iterator entry, std::optional<std::string> value) {
  auto& versions = entry->second;
  if (!versions.empty() && versions.back().sequence == latest_) {
    bytes_ -= size_of(versions.back().value);  // Written earlier in the same batch.
    versions.pop_back();
  }
  bytes_ += size_of(value);
  versions.push_back({latest_, std::move(value)});
  if (versions.size() > 1 || !versions.back().value) superseded_.push_back({latest_, entry->first});
}

void VersionedMap::collect() {
  const auto oldest = pinned_.empty() ? latest_ : *pinned_.begin();
  while (!superseded_.empty() && superseded_.front().since <= oldest) {
    prune(superseded_.front().key, oldest);
    superseded_.pop_front();
  }
}

void VersionedMap::prune(const std::string& key, Sequence oldest) {
  const auto entry = entries_.find(key);
  if (entry == entries_.end()) return;
  auto& versions = entry->second;
  while (versions.size() > 1 && versions[1].sequence <= oldest) {
    bytes_ -= size_of(versions.front().value);
    versions.erase(versions.begin());
  }
  if (versions.size() == 1 && versions.front().sequence <= oldest && !versions.front().value) {
    bytes_ -= key.size();
    entries_.erase(entry);
  }
}

}  // namespace penstock::kv::memory
