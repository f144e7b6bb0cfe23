#include "query/lexer.h"

#include <algorithm>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::query {
namespace {

constexpr std::size_t kQuotedBytesShown = 50;
constexpr std::string_view kBlanks = " \t\r\n";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

bool begins_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || c == '@' ||
         static_cast<unsigned char>(c) >= 0x80;
}

bool is_in_word(char c) { return begins_word(c) || is_digit(c) || c == '-' || c == '$'; }

bool is_in_number(char c) { return is_digit(c) || c == '.'; }

}  // namespace

Error syntax_error(const Place& place, std::string_view message) {
  return invalid_argument(
      fmt::format("{} (line {}, column {})", message, place.line, place.column));
}

bool Token::is_word(std::string_view word) const {
  return kind == Kind::kWord && equal_ignoring_case(text, word);
}

std::string Token::to_string() const {
  if (is_end()) return "the end";
  const auto* dollar = kind == Kind::kParameter ? "$" : "";
  return fmt::format("'{}{}'", dollar, excerpt(text, kQuotedBytesShown));
}

Result<Token> Lexer::next() {
  TRY(skip_blanks());
  Token token{.kind = Token::Kind::kEnd, .text = {}, .place = place_};
  const char first = peek();
  if (at_ == text_.size()) return token;
  if (begins_word(first)) {
    token.kind = Token::Kind::kWord;
    token.text = take_while(is_in_word);
  } else if (first == '\'' || first == '"') {
    token.kind = Token::Kind::kQuoted;
    token.text = TRY(take_quoted());
  } else if (is_digit(first) || (first == '-' && is_digit(peek(1)))) {
    token.kind = Token::Kind::kNumber;
    token.text = take_number();
  } else if (first == '$' && is_in_word(peek(1))) {
    advance(1);
    token.kind = Token::Kind::kParameter;
    token.text = take_while(is_in_word);
  } else {
    token.kind = Token::Kind::kSign;
    token.text = TRY(take_sign());
  }
  return token;
}

Result<Script> Lexer::take_script() {
  TRY(skip_blanks());
  const auto braces = rest().substr(0, rest().find_last_not_of(kBlanks) + 1);
  if (braces.size() < 2 || braces.front() != '{' || braces.back() != '}') {
    return syntax_error(place_, "'update' takes a script in braces, and ends the query.");
  }
  advance(1);
  Script script{std::string(braces.substr(1, braces.size() - 2)), place_};
  advance(text_.size());
  return script;
}

char Lexer::peek(std::size_t ahead) const {
  return at_ + ahead < text_.size() ? text_[at_ + ahead] : '\0';
}

void Lexer::advance(std::size_t bytes) {
  for (; bytes > 0 && at_ < text_.size(); --bytes, ++at_) {
    const bool ends_line = text_[at_] == '\n';
    place_.line += ends_line ? 1 : 0;
    place_.column = ends_line ? 1 : place_.column + 1;
  }
}

Result<void> Lexer::skip_blanks() {
  while (at_ < text_.size()) {
    const auto left = rest();
    if (left.starts_with("//")) {
      advance(std::min(left.find('\n'), left.size()));
    } else if (left.starts_with("/*")) {
      const auto end = left.find("*/", 2);
      if (end == std::string_view::npos) return syntax_error(place_, "This comment has no end.");
      advance(end + 2);
    } else if (kBlanks.find(left.front()) != std::string_view::npos) {
      advance(1);
    } else {
      break;
    }
  }
  return {};
}

std::string Lexer::take_while(bool (*belongs)(char)) {
  const auto left = rest();
  const auto* end = std::find_if_not(left.begin(), left.end(), belongs);
  std::string taken(left.begin(), end);
  advance(taken.size());
  return taken;
}

std::string Lexer::take_number() {
  const auto take_sign_of_number = [this](std::string& number) {
    if (peek() != '-' && peek() != '+') return;
    number += peek();
    advance(1);
  };
  std::string number;
  take_sign_of_number(number);
  number += take_while(is_in_number);
  if (peek() != 'e' && peek() != 'E') return number;
  number += 'e';
  advance(1);
  take_sign_of_number(number);
  number += take_while(is_digit);
  return number;
}

// A quote inside is written twice or behind a backslash, a backslash as it is or twice.
Result<std::string> Lexer::take_quoted() {
  const Place begin = place_;
  const char quote = peek();
  std::string taken;
  for (advance(1); at_ < text_.size(); advance(1)) {
    const char c = peek();
    const bool is_escape =
        (c == '\\' && (peek(1) == quote || peek(1) == '\\')) || (c == quote && peek(1) == quote);
    if (is_escape) {
      advance(1);
    } else if (c == quote) {
      advance(1);
      return taken;
    }
    taken += peek();
  }
  return syntax_error(begin, "This text has no closing quote.");
}

Result<std::string> Lexer::take_sign() {
  const auto left = rest();
  for (const std::string_view sign : {"!=", "<>", "<=", ">=", "=="}) {
    if (!left.starts_with(sign)) continue;
    advance(sign.size());
    if (sign == "<>") return std::string("!=");
    return std::string(sign == "==" ? "=" : sign);
  }
  if (std::string_view("()[]{},.*=<>").find(left.front()) == std::string_view::npos) {
    return syntax_error(place_, fmt::format("'{}' has no meaning here.", left.front()));
  }
  std::string sign(1, left.front());
  advance(1);
  return sign;
}

}  // namespace penstock::query
