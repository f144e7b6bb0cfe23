#include "query/sort_key.h"

#include <algorithm>
#include <cmath>

#include "base/text.h"

namespace penstock::query {
namespace {

constexpr std::string_view kDigits = "0123456789";

/// The whole part, as far as it fits.
Number truncated(const Number& number) {
  const auto* fraction = std::get_if<double>(&number);
  if (fraction == nullptr) return number;
  return std::trunc(*fraction);
}

SortKey sort_key(std::string_view json, Ordering::As as) {
  if (json == "null") return nullptr;
  if (as == Ordering::As::kLong || as == Ordering::As::kDouble) {
    const auto number = read_number(json);
    if (!number) return nullptr;
    return as == Ordering::As::kLong ? truncated(*number) : *number;
  }
  const auto text = read_string(json);
  return fold_case(text ? *text : json);
}

SortKey sort_key(const documents::Document& document, const Ordering& ordering) {
  SortKey key = nullptr;
  ordering.field.visit_elements(document, [&](std::string_view json) {
    key = sort_key(json, ordering.as);
    return false;
  });
  return key;
}

bool is_null(const SortKey& key) { return std::holds_alternative<std::nullptr_t>(key); }

/// Of two keys that are not null.
std::partial_ordering compare(const SortKey& left, const SortKey& right, Ordering::As as) {
  if (const auto* number = std::get_if<Number>(&left)) {
    return query::compare(*number, std::get<Number>(right));
  }
  const auto& left_text = std::get<std::string>(left);
  const auto& right_text = std::get<std::string>(right);
  if (as == Ordering::As::kAlphanumeric) return compare_alphanumeric(left_text, right_text);
  return left_text <=> right_text;
}

std::partial_ordering compare_in_results(const SortKey& left, const SortKey& right,
                                         const Ordering& ordering) {
  if (is_null(left) || is_null(right)) {
    const bool nulls_last = ordering.nulls == Ordering::Nulls::kLast ||
                            (ordering.nulls == Ordering::Nulls::kDefault && ordering.descending);
    return nulls_last ? is_null(left) <=> is_null(right) : is_null(right) <=> is_null(left);
  }
  return ordering.descending ? compare(right, left, ordering.as)
                             : compare(left, right, ordering.as);
}

/// Takes a run off the front of `text`: of digits if it begins with one, else of what is none.
std::string_view take_run(std::string_view& text) {
  const bool is_number = kDigits.find(text.front()) != std::string_view::npos;
  const auto end = std::min(
      is_number ? text.find_first_not_of(kDigits) : text.find_first_of(kDigits), text.size());
  const auto run = text.substr(0, end);
  text.remove_prefix(end);
  return run;
}

bool begins_with_digit(std::string_view text) {
  return kDigits.find(text.front()) != std::string_view::npos;
}

std::strong_ordering compare_digits(std::string_view left, std::string_view right) {
  const auto significant = [](std::string_view digits) {
    return digits.substr(std::min(digits.find_first_not_of('0'), digits.size()));
  };
  const auto left_digits = significant(left);
  const auto right_digits = significant(right);
  const auto by_length = left_digits.size() <=> right_digits.size();
  return by_length != 0 ? by_length : left_digits <=> right_digits;
}

}  // namespace

std::vector<SortKey> sort_keys(const documents::Document& document,
                               const std::vector<Ordering>& order_by) {
  std::vector<SortKey> keys;
  keys.reserve(order_by.size());
  for (const auto& ordering : order_by) keys.push_back(sort_key(document, ordering));
  return keys;
}

std::partial_ordering compare_keys(const std::vector<SortKey>& left,
                                   const std::vector<SortKey>& right,
                                   const std::vector<Ordering>& order_by) {
  for (std::size_t i = 0; i < order_by.size(); ++i) {
    const auto way = compare_in_results(left[i], right[i], order_by[i]);
    if (way != 0) return way;
  }
  return std::partial_ordering::equivalent;
}

std::strong_ordering compare_alphanumeric(std::string_view left, std::string_view right) {
  while (!left.empty() && !right.empty()) {
    const bool are_numbers = begins_with_digit(left) && begins_with_digit(right);
    const auto left_run = take_run(left);
    const auto right_run = take_run(right);
    const auto way = are_numbers ? compare_digits(left_run, right_run) : left_run <=> right_run;
    if (way != 0) return way;
  }
  return left.size() <=> right.size();
}

}  // namespace penstock::query
