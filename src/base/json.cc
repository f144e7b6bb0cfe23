#include "base/json.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <memory>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/parser.hpp>
#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"

namespace penstock {
namespace {

namespace json = boost::json;
using ErrorCodeOut = boost::system::error_code;

json::parse_options parse_options() {
  json::parse_options options;
  options.max_depth = kJsonDepthMax;
  return options;
}

Error syntax_error(const ErrorCodeOut& code, std::size_t at) {
  return invalid_argument(fmt::format("malformed JSON at byte {}: {}", at, code.message()));
}

bool needs_escape(char c) { return static_cast<unsigned char>(c) < 0x20 || c == '"' || c == '\\'; }

/// Whether one of these eight characters needs an escape. May say so of one that follows another
/// which does.
bool any_needs_escape(std::uint64_t characters) {
  constexpr std::uint64_t kOnes = 0x0101010101010101;
  constexpr std::uint64_t kHighBits = 0x8080808080808080;
  const auto below = [&](std::uint64_t word, std::uint64_t limit) {
    return (word - kOnes * limit) & ~word & kHighBits;
  };
  const auto equals = [&](std::uint64_t character) {
    return below(characters ^ (kOnes * character), 1);
  };
  return (below(characters, 0x20) | equals('"') | equals('\\')) != 0;
}

/// The first character that needs an escape, or the end.
const char* find_escaped(const char* begin, const char* end) {
  std::uint64_t characters = 0;
  for (; end - begin >= static_cast<std::ptrdiff_t>(sizeof(characters));
       begin += sizeof(characters)) {
    std::memcpy(&characters, begin, sizeof(characters));
    if (any_needs_escape(characters)) break;
  }
  return std::find_if(begin, end, needs_escape);
}

void append_escape(std::string& out, char c) {
  switch (c) {
    case '"': out += "\\\""; break;
    case '\\': out += "\\\\"; break;
    case '\b': out += "\\b"; break;
    case '\f': out += "\\f"; break;
    case '\n': out += "\\n"; break;
    case '\r': out += "\\r"; break;
    case '\t': out += "\\t"; break;
    default: out += fmt::format("\\u{:04x}", static_cast<unsigned char>(c));
  }
}

// In runs: nearly all text needs no escape.
void append_escaped(std::string& out, std::string_view text) {
  const auto* run = text.data();
  const auto* const text_end = run + text.size();
  while (run != text_end) {
    const auto* const end = find_escaped(run, text_end);
    out.append(run, end);
    if (end == text_end) return;
    append_escape(out, *end);
    run = end + 1;
  }
}

/// Writes what the parser reports. Numbers are copied digit by digit from the text.
class Minifier {
 public:
  // NOLINTBEGIN(readability-identifier-naming): the parser asks for these names
  static constexpr auto max_object_size = static_cast<std::size_t>(-1);
  static constexpr auto max_array_size = static_cast<std::size_t>(-1);
  static constexpr auto max_key_size = static_cast<std::size_t>(-1);
  static constexpr auto max_string_size = static_cast<std::size_t>(-1);
  // NOLINTEND(readability-identifier-naming)

  std::string take() { return std::move(out_); }
  void reserve(std::size_t bytes) { out_.reserve(bytes); }

  bool on_document_begin(ErrorCodeOut&) { return true; }
  bool on_document_end(ErrorCodeOut&) { return true; }
  bool on_object_begin(ErrorCodeOut&) { return open('{'); }
  bool on_object_end(std::size_t, ErrorCodeOut&) { return close('}'); }
  bool on_array_begin(ErrorCodeOut&) { return open('['); }
  bool on_array_end(std::size_t, ErrorCodeOut&) { return close(']'); }
  bool on_key_part(std::string_view part, std::size_t, ErrorCodeOut&) { return string_part(part); }
  bool on_key(std::string_view part, std::size_t, ErrorCodeOut&) {
    string_part(part);
    out_ += "\":";
    in_string_ = false;
    needs_comma_ = false;
    return true;
  }
  bool on_string_part(std::string_view part, std::size_t, ErrorCodeOut&) {
    return string_part(part);
  }
  bool on_string(std::string_view part, std::size_t, ErrorCodeOut&) {
    string_part(part);
    out_.push_back('"');
    in_string_ = false;
    return value_done();
  }
  bool on_number_part(std::string_view part, ErrorCodeOut&) { return number_part(part); }
  bool on_int64(std::int64_t, std::string_view part, ErrorCodeOut&) { return number(part); }
  bool on_uint64(std::uint64_t, std::string_view part, ErrorCodeOut&) { return number(part); }
  bool on_double(double, std::string_view part, ErrorCodeOut&) { return number(part); }
  bool on_bool(bool value, ErrorCodeOut&) {
    comma();
    out_ += value ? "true" : "false";
    return value_done();
  }
  bool on_null(ErrorCodeOut&) {
    comma();
    out_ += "null";
    return value_done();
  }
  bool on_comment_part(std::string_view, ErrorCodeOut&) { return true; }
  bool on_comment(std::string_view, ErrorCodeOut&) { return true; }

 private:
  void comma() {
    if (needs_comma_) out_.push_back(',');
    needs_comma_ = false;
  }
  bool value_done() { return needs_comma_ = true; }
  bool open(char bracket) {
    comma();
    out_.push_back(bracket);
    return true;
  }
  bool close(char bracket) {
    out_.push_back(bracket);
    return value_done();
  }
  bool string_part(std::string_view part) {
    if (!in_string_) {
      comma();
      out_.push_back('"');
      in_string_ = true;
    }
    append_escaped(out_, part);
    return true;
  }
  bool number_part(std::string_view part) {
    if (!in_number_) comma();
    in_number_ = true;
    out_ += part;
    return true;
  }
  bool number(std::string_view part) {
    number_part(part);
    in_number_ = false;
    return value_done();
  }

  std::string out_;
  bool needs_comma_ = false;
  bool in_string_ = false;
  bool in_number_ = false;
};

}  // namespace

Result<json::value> parse_json(std::string_view text) {
  json::parser parser({}, parse_options());
  ErrorCodeOut code;
  const auto read = parser.write(text, code);
  if (code) return syntax_error(code, read);
  return parser.release();
}

Result<std::string> minify_json(std::string_view text) {
  json::basic_parser<Minifier> parser(parse_options());
  parser.handler().reserve(text.size());
  ErrorCodeOut code;
  const auto read = parser.write_some(false, text.data(), text.size(), code);
  if (!code && text.find_first_not_of(" \t\r\n", read) != std::string_view::npos) {
    code = json::error::extra_data;
  }
  if (code) return syntax_error(code, read);
  return parser.handler().take();
}

void append_json_string(std::string& out, std::string_view text) {
  out.push_back('"');
  if (is_utf8(text)) {
    append_escaped(out, text);
  } else {
    append_escaped(out, as_utf8(text));
  }
  out.push_back('"');
}

}  // namespace penstock
