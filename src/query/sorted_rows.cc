#include "query/sorted_rows.h"

#include <algorithm>

#include <fmt/format.h>

namespace penstock::query {

std::size_t SortedRows::Row::bytes() const {
  std::size_t sum = sizeof(Row) + id.size() + keys.size() * sizeof(SortKey);
  for (const auto& key : keys) {
    if (const auto* text = std::get_if<std::string>(&key)) sum += text->size();
  }
  return sum;
}

bool SortedRows::comes_before(const Row& left, const Row& right) const {
  const auto way = compare_keys(left.keys, right.keys, order_by_);
  return way == 0 ? left.etag < right.etag : way < 0;
}

Result<void> SortedRows::add(const documents::Document& document) {
  if (rows_max_ == 0) return {};
  const auto before = [this](const Row& left, const Row& right) {
    return comes_before(left, right);
  };
  Row row{sort_keys(document, order_by_), document.etag, document.id};
  if (rows_.size() == rows_max_) {
    if (!comes_before(row, rows_.front())) return {};
    std::pop_heap(rows_.begin(), rows_.end(), before);
    bytes_ -= rows_.back().bytes();
    rows_.pop_back();
  }
  bytes_ += row.bytes();
  rows_.push_back(std::move(row));
  std::push_heap(rows_.begin(), rows_.end(), before);
  if (bytes_ <= kSortedBytesMax) return {};
  return Error{ErrorCode::kTooLarge,
               fmt::format("'order by' over this many documents takes more than {} MB; ask for "
                           "fewer with 'limit'.",
                           kSortedBytesMax >> 20)};
}

std::vector<std::string> SortedRows::take_ids() {
  std::sort_heap(rows_.begin(), rows_.end(),
                 [this](const Row& left, const Row& right) { return comes_before(left, right); });
  std::vector<std::string> ids;
  ids.reserve(rows_.size());
  for (auto& row : rows_) ids.push_back(std::move(row.id));
  rows_.clear();
  return ids;
}

}  // namespace penstock::query
