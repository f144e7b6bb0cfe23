#include "etl/sql/loaded_object.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "etl/sql/trimmed.h"

namespace penstock::etl::sql {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::size_t kBufferBytesMin = 4096;

template <typename Container>
simdjson::error_code read_nested(simdjson::simdjson_result<Container> container, Member& member) {
  Container nested;
  member.kind = Member::Kind::kNested;
  if (const auto error = std::move(container).get(nested)) return error;
  if (const auto error = nested.raw_json().get(member.json)) return error;
  member.json = trimmed(member.json);
  return simdjson::SUCCESS;
}

simdjson::error_code read_string(ondemand::value& value, Member& member) {
  member.kind = Member::Kind::kString;
  member.json = trimmed(value.raw_json_token());
  return value.get_string().get(member.text);
}

simdjson::error_code read_boolean(ondemand::value& value, Member& member) {
  bool truth = false;
  member.json = trimmed(value.raw_json_token());
  const auto error = value.get_bool().get(truth);
  member.kind = truth ? Member::Kind::kTrue : Member::Kind::kFalse;
  return error;
}

/// A double is parsed to check the digits, and thrown away.
simdjson::error_code read_number(ondemand::value& value, Member& member) {
  member.kind = Member::Kind::kNumber;
  member.json = trimmed(value.raw_json_token());
  const bool plain = std::all_of(member.json.begin() + (member.json.front() == '-' ? 1 : 0),
                                 member.json.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (plain && member.json != "-") return simdjson::SUCCESS;
  double unused = 0;
  const auto error = value.get_double().get(unused);
  // Beyond a double the digits may still be a number; the destination says what it takes.
  return error == simdjson::NUMBER_ERROR && member.json.find('e') != std::string_view::npos
             ? simdjson::SUCCESS
             : error;
}

simdjson::error_code read_member(simdjson::simdjson_result<ondemand::field> field, Member& member) {
  ondemand::value value;
  if (const auto error = field.unescaped_key().get(member.name)) return error;
  if (const auto error = field.value().get(value)) return error;
  ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return error;
  switch (type) {
    case ondemand::json_type::null:
      member.kind = Member::Kind::kNull;
      return value.is_null().error();
    case ondemand::json_type::boolean: return read_boolean(value, member);
    case ondemand::json_type::number: return read_number(value, member);
    case ondemand::json_type::string: return read_string(value, member);
    case ondemand::json_type::object: return read_nested(value.get_object(), member);
    case ondemand::json_type::array: return read_nested(value.get_array(), member);
  }
  return simdjson::INCORRECT_TYPE;
}

}  // namespace

struct ObjectReader::Parser {
  ondemand::parser parser;
  ondemand::document document;
  std::string buffer;  // The parser reads past the end, so it gets a copy with room behind.
  std::vector<Member> members;

  simdjson::error_code read(std::string_view json) {
    members.clear();
    if (buffer.size() < json.size() + simdjson::SIMDJSON_PADDING) {
      buffer.resize(2 * json.size() + kBufferBytesMin);
    }
    std::copy(json.begin(), json.end(), buffer.begin());
    ondemand::object object;
    if (const auto error =
            parser.iterate(buffer.data(), json.size(), buffer.size()).get(document)) {
      return error;
    }
    if (const auto error = document.get_object().get(object)) return error;
    for (auto field : object) {
      if (const auto error = read_member(std::move(field), members.emplace_back())) return error;
    }
    // Behind the last token there is no location.
    return document.current_location().error() == simdjson::OUT_OF_BOUNDS
               ? simdjson::SUCCESS
               : simdjson::TRAILING_CONTENT;
  }
};

ObjectReader::ObjectReader() : parser_(std::make_unique<Parser>()) {}
ObjectReader::~ObjectReader() = default;

Result<const std::vector<Member>*> ObjectReader::read(std::string_view json) {
  if (const auto error = parser_->read(json); error != simdjson::SUCCESS) {
    return invalid_argument(fmt::format("not a JSON object: {}", simdjson::error_message(error)));
  }
  return &parser_->members;
}

}  // namespace penstock::etl::sql
