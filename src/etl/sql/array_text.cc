#include "etl/sql/array_text.h"

#include <utility>

#include <simdjson.h>

#include "etl/sql/trimmed.h"

namespace penstock::etl::sql {
namespace {

namespace ondemand = simdjson::ondemand;

void append_quoted(std::string& text, std::string_view element) {
  text.push_back('"');
  for (const char c : element) {
    if (c == '"' || c == '\\') text.push_back('\\');
    text.push_back(c);
  }
  text.push_back('"');
}

simdjson::error_code append_elements(std::string& text, ondemand::array elements);

simdjson::error_code append_element(std::string& text, ondemand::value element) {
  ondemand::json_type type{};
  if (const auto error = element.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::null: text += "NULL"; return element.is_null().error();
    case ondemand::json_type::boolean:
    case ondemand::json_type::number: text += trimmed(element.raw_json_token()); break;
    case ondemand::json_type::string: {
      std::string_view string;
      if (const auto error = element.get_string().get(string)) return error;
      append_quoted(text, string);
      break;
    }
    case ondemand::json_type::array: {
      ondemand::array nested;
      if (const auto error = element.get_array().get(nested)) return error;
      return append_elements(text, nested);
    }
    case ondemand::json_type::object: {
      ondemand::object object;
      std::string_view json;
      if (const auto error = element.get_object().get(object)) return error;
      if (const auto error = object.raw_json().get(json)) return error;
      append_quoted(text, trimmed(json));
      break;
    }
  }
  return simdjson::SUCCESS;
}

simdjson::error_code append_elements(std::string& text, ondemand::array elements) {
  text.push_back('{');
  bool is_first = true;
  for (auto element : elements) {
    if (const auto error = element.error()) return error;
    if (!std::exchange(is_first, false)) text.push_back(',');
    if (const auto error = append_element(text, element.value_unsafe())) return error;
  }
  text.push_back('}');
  return simdjson::SUCCESS;
}

}  // namespace

std::string array_text(std::string_view json) {
  const simdjson::padded_string padded(json);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::array elements;
  std::string text;
  if (parser.iterate(padded).get(document) != simdjson::SUCCESS ||
      document.get_array().get(elements) != simdjson::SUCCESS ||
      append_elements(text, elements) != simdjson::SUCCESS) {
    return std::string(json);  // What is no array, the destination refuses.
  }
  return text;
}

}  // namespace penstock::etl::sql
