#include "query/literal.h"

#include <charconv>

#include <boost/json/value.hpp>

#include "base/json.h"
#include "base/text.h"

namespace penstock::query {
namespace {

std::partial_ordering equal_or_unordered(bool is_equal) {
  return is_equal ? std::partial_ordering::equivalent : std::partial_ordering::unordered;
}

template <typename T>
std::optional<T> parse_whole(std::string_view text) {
  T value{};
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

}  // namespace

std::partial_ordering compare(const Number& left, const Number& right) {
  const auto* left_whole = std::get_if<std::int64_t>(&left);
  const auto* right_whole = std::get_if<std::int64_t>(&right);
  if (left_whole != nullptr && right_whole != nullptr) return *left_whole <=> *right_whole;
  // A long double holds every whole number exactly.
  const auto widen = [](const Number& number) {
    return std::visit([](auto value) { return static_cast<long double>(value); }, number);
  };
  return widen(left) <=> widen(right);
}

std::optional<Number> read_number(std::string_view json) {
  if (json.empty() || (json.front() != '-' && (json.front() < '0' || json.front() > '9'))) {
    return std::nullopt;
  }
  if (const auto whole = parse_whole<std::int64_t>(json)) return Number(*whole);
  if (const auto fraction = parse_whole<double>(json)) return Number(*fraction);
  return std::nullopt;
}

std::optional<std::string> read_string(std::string_view json) {
  if (json.size() < 2 || json.front() != '"') return std::nullopt;
  const auto inner = json.substr(1, json.size() - 2);
  if (inner.find('\\') == std::string_view::npos) return std::string(inner);
  const auto parsed = parse_json(json);
  if (!parsed || !parsed->is_string()) return std::nullopt;
  return std::string(parsed->get_string());
}

Literal Literal::boolean(bool value) {
  Literal literal(Type::kBoolean);
  literal.boolean_ = value;
  return literal;
}

Literal Literal::number(Number value) {
  Literal literal(Type::kNumber);
  literal.number_ = value;
  return literal;
}

Literal Literal::string(std::string value) {
  Literal literal(Type::kText);
  literal.folded_ = fold_case(value);
  literal.text_ = std::move(value);
  return literal;
}

std::partial_ordering Literal::compare_stored(std::string_view json, Case letters) const {
  switch (type_) {
    case Type::kNull: return equal_or_unordered(json == "null");
    case Type::kBoolean: return equal_or_unordered(json == (boolean_ ? "true" : "false"));
    case Type::kNumber: {
      const auto stored = read_number(json);
      return stored ? compare(*stored, number_) : std::partial_ordering::unordered;
    }
    case Type::kText: {
      const auto stored = read_string(json);
      if (!stored) return std::partial_ordering::unordered;
      return letters == Case::kExact ? *stored <=> text_ : fold_case(*stored) <=> folded_;
    }
  }
  return std::partial_ordering::unordered;
}

}  // namespace penstock::query
