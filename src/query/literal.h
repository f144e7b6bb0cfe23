#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include "base/result.h"

// The values of a query beside those of stored documents, which stay JSON text as long as they
// can: `json` below is one value in the form that minify_json() writes.
namespace penstock::query {

/// A number of a document or a query: whole ones are exact, others doubles.
using Number = std::variant<std::int64_t, double>;

std::partial_ordering compare(const Number& left, const Number& right);

/// Nothing if `json` is not a number.
std::optional<Number> read_number(std::string_view json);

/// Nothing if `json` is not a string.
std::optional<std::string> read_string(std::string_view json);

/// Whether strings are the same in any case.
enum class Case : std::uint8_t { kIgnored, kExact };

/// A value that a query compares with. Immutable.
class Literal {
 public:
  static Literal null() { return Literal(Type::kNull); }
  static Literal boolean(bool value);
  static Literal number(Number value);
  static Literal string(std::string value);

  /// Nothing if this is not a string.
  const std::string* text() const { return type_ == Type::kText ? &text_ : nullptr; }

  /// How the stored value stands to this one: values of different types are unordered, null is
  /// equal to null only, and false is not less than true.
  std::partial_ordering compare_stored(std::string_view json, Case letters) const;

 private:
  enum class Type : std::uint8_t { kNull, kBoolean, kNumber, kText };

  explicit Literal(Type type) : type_(type) {}

  Type type_;
  bool boolean_ = false;
  Number number_;
  std::string text_;
  std::string folded_;
};

}  // namespace penstock::query
