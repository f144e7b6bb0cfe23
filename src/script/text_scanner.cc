#include "script/text_scanner.h"

#include <algorithm>

namespace penstock::script {
namespace {

constexpr auto kNone = std::string_view::npos;

/// The position after the next `mark` from `at` on, or the end of the text.
std::size_t after(std::string_view text, std::string_view mark, std::size_t at) {
  const auto found = text.find(mark, at);
  return found == kNone ? text.size() : found + mark.size();
}

std::size_t skip_quoted(std::string_view text, std::size_t at) {
  const char quote = text[at++];
  while (at < text.size() && text[at] != quote && text[at] != '\n') at += text[at] == '\\' ? 2 : 1;
  return std::min(at + 1, text.size());
}

std::size_t skip_template(std::string_view text, std::size_t at) {
  ++at;
  while (at < text.size() && text[at] != '`') {
    if (text[at] == '\\') {
      at += 2;
    } else if (text.substr(at, 2) == "${") {
      at = skip_bracketed(text, at + 1);
    } else {
      ++at;
    }
  }
  return std::min(at + 1, text.size());
}

std::size_t skip_regular_expression(std::string_view text, std::size_t at) {
  bool in_class = false;
  for (++at; at < text.size() && text[at] != '\n'; ++at) {
    if (text[at] == '\\')
      ++at;
    else if (text[at] == '[')
      in_class = true;
    else if (text[at] == ']')
      in_class = false;
    else if (text[at] == '/' && !in_class)
      break;
  }
  return std::min(at + 1, text.size());
}

/// Whether a `/` at `at` divides: then a value stands before it.
bool is_division(std::string_view text, std::size_t at) {
  const auto last = text.find_last_not_of(" \t\r\n", at == 0 ? 0 : at - 1);
  if (at == 0 || last == kNone) return false;
  if (text[last] == ')' || text[last] == ']') return true;
  if (!is_identifier_character(text[last])) return false;
  std::size_t first = last;
  while (first > 0 && is_identifier_character(text[first - 1])) --first;
  const auto word = text.substr(first, last + 1 - first);
  return word != "return" && word != "typeof" && word != "case" && word != "in" && word != "of";
}

/// The position after the string, template, comment, regular expression or character at `at`.
std::size_t skip_token(std::string_view text, std::size_t at) {
  switch (text[at]) {
    case '"':
    case '\'': return skip_quoted(text, at);
    case '`': return skip_template(text, at);
    case '/':
      if (text.substr(at, 2) == "//") return after(text, "\n", at);
      if (text.substr(at, 2) == "/*") return after(text, "*/", at + 2);
      return is_division(text, at) ? at + 1 : skip_regular_expression(text, at);
    default: return at + 1;
  }
}

}  // namespace

bool is_word_character(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_identifier_character(char c) { return is_word_character(c) || c == '$'; }

std::size_t skip_blanks(std::string_view text, std::size_t at) {
  return std::min(text.find_first_not_of(" \t\r\n\f\v", at), text.size());
}

std::size_t skip_word(std::string_view text, std::size_t at) {
  while (at < text.size() && is_word_character(text[at])) ++at;
  return at;
}

std::size_t skip_bracketed(std::string_view text, std::size_t at) {
  int depth = 0;
  while (at < text.size()) {
    const char c = text[at];
    if (c == '(' || c == '[' || c == '{') ++depth;
    if (c == ')' || c == ']' || c == '}') --depth;
    at = skip_token(text, at);
    if (depth <= 0) return at;
  }
  return text.size();
}

std::string without_comments(std::string_view text) {
  std::string kept;
  for (std::size_t at = 0; at < text.size();) {
    const auto end = skip_token(text, at);
    const auto token = text.substr(at, end - at);
    const bool is_comment = token.starts_with("//") || token.starts_with("/*");
    kept += is_comment ? std::string_view("\n") : token;
    at = end;
  }
  return kept;
}

}  // namespace penstock::script
