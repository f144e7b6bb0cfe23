#include "etl/sql/id_spans.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
#include <unordered_set>

#include "base/ascii.h"

namespace penstock::etl::sql {
namespace {

/// A few lengths of numbers.
constexpr std::size_t kSpansMax = 4;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool differ_in_digits_alone(std::string_view left, std::string_view right) {
  return std::ranges::equal(left, right,
                            [](char l, char r) { return l == r || (is_digit(l) && is_digit(r)); });
}

std::string digits_of(std::string_view id) {
  std::string digits;
  std::ranges::copy_if(id, std::back_inserter(digits), is_digit);
  return digits;
}

}  // namespace

IdSpans::IdSpans(std::span<const std::string_view> ids) : ids_(ids) {
  if (!std::ranges::all_of(ids, [this](auto id) { return add(id); })) spans_.clear();
}

bool IdSpans::add(std::string_view id) {
  const auto span = std::ranges::find_if(
      spans_, [id](const Span& known) { return differ_in_digits_alone(known.lowest, id); });
  if (span != spans_.end()) {
    span->lowest = std::min(span->lowest, id);
    span->highest = std::max(span->highest, id);
    return true;
  }
  if (spans_.size() == kSpansMax || !is_ascii(id)) return false;
  spans_.push_back({id, id});
  return true;
}

// No collation ignores a digit or takes one for another, but for those of other scripts.
bool IdSpans::may_be_among(const std::vector<QueryRow>& stored) const {
  std::unordered_set<std::string> digits;
  for (const auto& row : stored) {
    const auto& id = row.front();
    if (!id) continue;
    if (!is_ascii(*id)) return true;
    digits.insert(digits_of(*id));
  }
  return !digits.empty() &&
         std::ranges::any_of(ids_, [&](auto id) { return digits.contains(digits_of(id)); });
}

}  // namespace penstock::etl::sql
