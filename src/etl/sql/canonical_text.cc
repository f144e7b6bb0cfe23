#include "etl/sql/canonical_text.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <map>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "base/json.h"
#include "etl/sql/trimmed.h"

namespace penstock::etl::sql {
namespace {

namespace ondemand = simdjson::ondemand;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

std::string_view take_digits(std::string_view& text) {
  std::size_t count = 0;
  while (count < text.size() && is_digit(text[count])) ++count;
  const auto digits = text.substr(0, count);
  text.remove_prefix(count);
  return digits;
}

/// The exponent at the end of a number; 0 if there is none, nothing if it is something else.
std::optional<std::int64_t> exponent_of(std::string_view text) {
  if (text.empty()) return 0;
  if (text.front() != 'e' && text.front() != 'E') return std::nullopt;
  text.remove_prefix(1);
  if (text.starts_with('+')) text.remove_prefix(1);
  std::int64_t exponent = 0;
  const auto parsed = std::from_chars(text.data(), text.data() + text.size(), exponent);
  const bool is_whole = parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size();
  // So that adding the number of digits cannot overflow.
  constexpr std::int64_t kExponentMax = std::int64_t{1} << 32;
  if (!is_whole || exponent > kExponentMax || exponent < -kExponentMax) return std::nullopt;
  return exponent;
}

template <typename Value>
simdjson::error_code take(simdjson::simdjson_result<Value> result, Value& value) {
  return std::move(result).get(value);
}

/// Writes one JSON value in canonical form; lives for that.
class CanonicalWriter {
 public:
  simdjson::error_code write(ondemand::value value, std::string& out) {
    ondemand::json_type type{};
    if (const auto error = value.type().get(type)) return error;
    switch (type) {
      case ondemand::json_type::object: return write_object(value, out);
      case ondemand::json_type::array: return write_array(value, out);
      case ondemand::json_type::string: return write_string(value, out);
      default: return write_token(value.raw_json_token(), type, out);
    }
  }

  static simdjson::error_code write_token(std::string_view token, ondemand::json_type type,
                                          std::string& out) {
    token = trimmed(token);
    out += type == ondemand::json_type::number ? canonical_number(token) : std::string(token);
    return simdjson::SUCCESS;
  }

 private:
  static simdjson::error_code write_string(ondemand::value value, std::string& out) {
    std::string_view text;
    if (const auto error = value.get_string().get(text)) return error;
    append_json_string(out, text);
    return simdjson::SUCCESS;
  }

  simdjson::error_code write_array(ondemand::value value, std::string& out) {
    ondemand::array array;
    if (const auto error = value.get_array().get(array)) return error;
    out.push_back('[');
    for (auto element : array) {
      ondemand::value item;
      if (const auto error = take(element, item)) return error;
      if (const auto error = write(item, out)) return error;
      out.push_back(',');
    }
    out.push_back(']');
    return simdjson::SUCCESS;
  }

  /// Of members of one name the last counts.
  simdjson::error_code write_object(ondemand::value value, std::string& out) {
    ondemand::object object;
    if (const auto error = value.get_object().get(object)) return error;
    std::map<std::string, std::string> members;
    for (auto field : object) {
      std::string_view name;
      ondemand::value member;
      if (const auto error = field.unescaped_key().get(name)) return error;
      auto& text = members[std::string(name)];
      text.clear();
      if (const auto error = field.value().get(member)) return error;
      if (const auto error = write(member, text)) return error;
    }
    out.push_back('{');
    for (const auto& [name, text] : members) {
      append_json_string(out, name);
      out += ":" + text + ",";
    }
    out.push_back('}');
    return simdjson::SUCCESS;
  }
};

}  // namespace

std::string canonical_number(std::string_view text) {
  auto rest = text;
  const bool is_negative = rest.starts_with('-');
  if (is_negative) rest.remove_prefix(1);
  std::string digits(take_digits(rest));
  std::int64_t exponent = 0;
  if (rest.starts_with('.')) {
    rest.remove_prefix(1);
    const auto fraction = take_digits(rest);
    digits += fraction;
    exponent -= static_cast<std::int64_t>(fraction.size());
  }
  const auto written = exponent_of(rest);
  if (digits.empty() || !written) return std::string(text);
  exponent += *written;
  digits.erase(0, digits.find_first_not_of('0'));
  if (digits.empty()) return "0";
  while (digits.back() == '0') {
    digits.pop_back();
    ++exponent;
  }
  return fmt::format("{}{}e{}", is_negative ? "-" : "", digits, exponent);
}

// The text stands in an array, since a value that is a mere number or text is no document to the
// parser.
std::string canonical_json(std::string_view text) {
  const simdjson::padded_string wrapped(fmt::format("[{}]", text));
  ondemand::parser parser;
  ondemand::document document;
  ondemand::array array;
  std::string canonical;
  if (parser.iterate(wrapped).get(document) || document.get_array().get(array)) {
    return std::string(text);
  }
  std::size_t count = 0;
  for (auto element : array) {
    ondemand::value value;
    if (take(element, value) || CanonicalWriter().write(value, canonical)) {
      return std::string(text);
    }
    ++count;
  }
  return count == 1 ? canonical : std::string(text);
}

// Where a column takes every value (SQLite), a literal says what it is: 5 or '5'.
std::string canonical_text(std::string_view value, const ColumnType& type) {
  switch (type.kind) {
    case ColumnKind::kJson: return canonical_json(value);
    case ColumnKind::kNumber:
    case ColumnKind::kInteger:
    case ColumnKind::kAny: return canonical_number(value);
    default: return std::string(value);
  }
}

}  // namespace penstock::etl::sql
