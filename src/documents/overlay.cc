#include "documents/overlay.h"

namespace penstock::documents {

Result<std::optional<std::string>> Overlay::get(std::string_view key) const {
  if (const auto own = writes_.find(key); own != writes_.end()) return own->second;
  return snapshot_.get(key);
}

Result<std::vector<kv::Entry>> Overlay::scan(const kv::Range& range, std::size_t count_max) const {
  std::vector<kv::Entry> found;
  auto own = writes_.lower_bound(range.begin);
  const auto own_end = range.end.empty() ? writes_.end() : writes_.lower_bound(range.end);
  const auto take_own = [&] {
    if (own->second) found.push_back({own->first, *own->second});
    ++own;
  };
  if (count_max == 0) return found;
  TRY(snapshot_.visit(range, [&](std::string_view key, std::string_view value) {
    while (found.size() < count_max && own != own_end && own->first < key) take_own();
    if (found.size() == count_max) return false;
    if (own != own_end && own->first == key) {
      take_own();
    } else {
      found.push_back({std::string(key), std::string(value)});
    }
    return found.size() < count_max;
  }));
  while (found.size() < count_max && own != own_end) take_own();
  return found;
}

Result<std::optional<kv::Entry>> Overlay::last(kv::Range range) const {
  while (true) {
    auto page =
        TRY(snapshot_.scan(range, kv::Direction::kBackward, {.entries_max = 1, .bytes_max = 1}));
    auto own = range.end.empty() ? writes_.end() : writes_.lower_bound(range.end);
    const bool has_own = own != writes_.begin() && (--own)->first >= range.begin;
    if (page.entries.empty() && !has_own) return std::nullopt;
    if (!has_own || (!page.entries.empty() && page.entries.front().key > own->first)) {
      return std::optional(std::move(page.entries.front()));
    }
    if (own->second) return std::optional(kv::Entry{own->first, *own->second});
    range.end = own->first;  // Erased here: whatever is left lies before it.
  }
}

void Overlay::put(std::string key, std::string value) { write(std::move(key), std::move(value)); }

void Overlay::erase(std::string key) { write(std::move(key), std::nullopt); }

void Overlay::write(std::string key, Write value) {
  bytes_ += key.size() + (value ? value->size() : 0);
  const auto [position, added] = writes_.try_emplace(std::move(key));
  undo_log_.push_back({.write = position, .before = std::nullopt});
  if (!added) undo_log_.back().before.emplace(std::move(position->second));
  position->second = std::move(value);
}

void Overlay::undo() {
  while (!undo_log_.empty()) {
    Undo& undo = undo_log_.back();
    if (undo.before) {
      undo.write->second = *std::move(undo.before);
    } else {
      writes_.erase(undo.write);
    }
    undo_log_.pop_back();
  }
}

kv::WriteBatch Overlay::take_batch() {
  kv::WriteBatch batch;
  undo_log_.clear();
  while (!writes_.empty()) {
    auto write = writes_.extract(writes_.begin());
    if (write.mapped()) {
      batch.put(std::move(write.key()), *std::move(write.mapped()));
    } else {
      batch.erase(std::move(write.key()));
    }
  }
  bytes_ = 0;
  return batch;
}

}  // namespace penstock::documents
