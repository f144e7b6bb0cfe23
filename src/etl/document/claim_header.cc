#include "etl/document/claim_header.h"

#include <cstdint>

#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "base/json.h"

namespace penstock::etl::document {
namespace {

namespace json = boost::json;

Result<std::string> text_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value == nullptr || !value->is_string()) {
    return invalid_argument(fmt::format("{}: '{}' must be a string", kClaimHeader, name));
  }
  return std::string(value->get_string());
}

Result<std::uint64_t> number_member(const json::object& object, std::string_view name) {
  const auto* value = object.if_contains(name);
  if (value != nullptr && value->is_uint64()) return value->get_uint64();
  if (value != nullptr && value->is_int64() && value->get_int64() >= 0) {
    return static_cast<std::uint64_t>(value->get_int64());
  }
  return invalid_argument(fmt::format("{}: '{}' must be a whole number", kClaimHeader, name));
}

/// JSON strings in ASCII: a header field may hold nothing else.
void append_ascii_string(std::string& out, std::string_view text) {
  constexpr unsigned char kDelete = 0x7F;  // The one control character that JSON takes as it is.
  std::string quoted;
  append_json_string(quoted, text);
  for (std::size_t i = 0; i < quoted.size(); ++i) {
    const auto byte = static_cast<unsigned char>(quoted[i]);
    if (byte < kDelete) {
      out.push_back(quoted[i]);
      continue;
    }
    if (byte == kDelete) {
      out += "\\u007f";
      continue;
    }
    const std::size_t following = byte >= 0xF0 ? 3 : byte >= 0xE0 ? 2 : 1;
    std::uint32_t code_point = byte & (0x3Fu >> following);
    for (std::size_t n = 0; n < following && i + 1 < quoted.size(); ++n) {
      code_point = (code_point << 6) | (static_cast<unsigned char>(quoted[++i]) & 0x3Fu);
    }
    if (code_point >= 0x10000) {
      code_point -= 0x10000;
      out += fmt::format("\\u{:04x}\\u{:04x}", 0xD800 + (code_point >> 10),
                         0xDC00 + (code_point & 0x3FF));
    } else {
      out += fmt::format("\\u{:04x}", code_point);
    }
  }
}

}  // namespace

std::string to_header(const BatchClaim& claim) {
  std::string text = R"({"Source":)";
  append_ascii_string(text, claim.process.source_database_id);
  text += R"(,"Task":)";
  append_ascii_string(text, claim.process.task);
  text += R"(,"Script":)";
  append_ascii_string(text, claim.process.script);
  text += fmt::format(R"(,"Generation":{},"Epoch":{},"From":{},"To":{}}})",
                      claim.position.generation.value, claim.position.epoch.value,
                      claim.position.etag.value, claim.to.value);
  return text;
}

Result<BatchClaim> parse_claim(std::string_view header) {
  const auto parsed = parse_json(header);
  if (!parsed) return parsed.error().within(kClaimHeader);
  const auto* object = parsed->if_object();
  if (object == nullptr) return invalid_argument(fmt::format("{} is not an object", kClaimHeader));
  BatchClaim claim;
  claim.process.source_database_id = TRY(text_member(*object, "Source"));
  claim.process.task = TRY(text_member(*object, "Task"));
  claim.process.script = TRY(text_member(*object, "Script"));
  claim.position.generation = {TRY(number_member(*object, "Generation"))};
  claim.position.epoch = {TRY(number_member(*object, "Epoch"))};
  claim.position.etag = {TRY(number_member(*object, "From"))};
  claim.to = {TRY(number_member(*object, "To"))};
  return claim;
}

}  // namespace penstock::etl::document
