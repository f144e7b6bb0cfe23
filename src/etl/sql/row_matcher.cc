#include "etl/sql/row_matcher.h"

#include <algorithm>
#include <numeric>
#include <unordered_map>
#include <utility>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/text.h"
#include "etl/sql/canonical_text.h"

namespace penstock::etl::sql {
namespace {

constexpr std::size_t kExcerptBytesMax = 40;

const std::string& id_of(const QueryRow& row) {
  static const std::string kNone;
  return row.front() ? *row.front() : kNone;
}

std::string shown(const std::optional<std::string>& value) {
  return value ? excerpt(*value, kExcerptBytesMax) : "NULL";
}

std::string rows_text(std::size_t count) {
  return fmt::format("{} {}", count, count == 1 ? "row" : "rows");
}

}  // namespace

RowMatcher::RowMatcher(const Table& table, std::vector<std::size_t> columns,
                       std::vector<QueryRow> found)
    : table_(table),
      columns_(std::move(columns)),
      found_(std::move(found)),
      taken_(found_.size(), false) {
  for (const auto& row : found_) ++tallies_[id_of(row)].found;
}

/// Where each of `columns` stands in a found row.
std::vector<std::size_t> RowMatcher::places_of(const std::vector<std::size_t>& columns) const {
  std::vector<std::size_t> places;
  for (const auto column : columns) {
    const auto found = std::find(columns_.begin(), columns_.end(), column);
    places.push_back(static_cast<std::size_t>(found - columns_.begin()) + 1);
  }
  return places;
}

std::string RowMatcher::key_of(const QueryRow& row, const std::vector<std::size_t>& places,
                               const std::vector<std::size_t>& columns) const {
  std::string key;
  append_text(key, id_of(row));
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& value = row[places[i]];
    key.push_back(value ? 'v' : 'n');
    if (value) append_text(key, canonical_text(*value, table_.columns[columns[i]].type));
  }
  return key;
}

void RowMatcher::expect(const std::vector<std::size_t>& columns,
                        const std::vector<QueryRow>& rows) {
  const auto places = places_of(columns);
  std::unordered_map<std::string, std::vector<std::size_t>> free;
  for (std::size_t i = found_.size(); i > 0; --i) {
    if (!taken_[i - 1]) free[key_of(found_[i - 1], places, columns)].push_back(i - 1);
  }
  std::vector<std::size_t> own_places(columns.size());
  std::iota(own_places.begin(), own_places.end(), std::size_t{1});
  for (const auto& row : rows) {
    auto& tally = tallies_[id_of(row)];
    ++tally.expected;
    const auto same = free.find(key_of(row, own_places, columns));
    if (same == free.end() || same->second.empty()) {
      unmatched_.emplace(id_of(row), Unmatched{columns, row});
      continue;
    }
    ++tally.matched;
    taken_[same->second.back()] = true;
    same->second.pop_back();
  }
}

RowMatcher::Tally RowMatcher::of(const std::string& document_id) const {
  const auto found = tallies_.find(document_id);
  return found == tallies_.end() ? Tally{} : found->second;
}

std::string RowMatcher::explain(const std::string& document_id) const {
  const auto tally = of(document_id);
  const auto& name = table_.configured_name;
  if (tally.found != tally.expected) {
    return fmt::format("table {} has {}, and should have {}", name, rows_text(tally.found),
                       tally.expected);
  }
  const auto expected = unmatched_.find(document_id);
  if (expected != unmatched_.end()) {
    for (std::size_t i = 0; i < found_.size(); ++i) {
      if (taken_[i] || id_of(found_[i]) != document_id) continue;
      if (auto difference = first_difference(expected->second, found_[i])) return *difference;
    }
  }
  return fmt::format("{} of table {} differ", rows_text(tally.expected - tally.matched), name);
}

std::optional<std::string> RowMatcher::first_difference(const Unmatched& expected,
                                                        const QueryRow& found) const {
  const auto places = places_of(expected.columns);
  for (std::size_t i = 0; i < places.size(); ++i) {
    const auto& column = table_.columns[expected.columns[i]];
    const auto& is = found[places[i]];
    const auto& should = expected.row[i + 1];
    const bool same = is && should
                          ? canonical_text(*is, column.type) == canonical_text(*should, column.type)
                          : is == should;
    if (same) continue;
    return fmt::format("column {} of table {} is {}, and should be {}", column.name,
                       table_.configured_name, shown(is), shown(should));
  }
  return std::nullopt;
}

}  // namespace penstock::etl::sql
