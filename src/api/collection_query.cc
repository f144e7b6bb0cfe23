#include "api/collection_query.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>
#include <utility>

#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/text.h"

namespace penstock::api {
namespace {

struct Token {
  std::string text;
  bool is_quoted = false;

  bool is(std::string_view word) const { return !is_quoted && equal_ignoring_case(text, word); }
};

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
         c == '@' || c == '$' || c == '-' || c == '.' || static_cast<unsigned char>(c) >= 0x80;
}

/// Words, quoted names and single signs, front to back. At the end it yields empty tokens.
class Tokens {
 public:
  explicit Tokens(std::string_view text) : text_(text) { advance(); }

  const Token& front() const { return token_; }
  bool at_end() const { return token_.text.empty() && !token_.is_quoted; }

  Token take() {
    auto taken = std::exchange(token_, {});
    advance();
    return taken;
  }

  bool take_if(std::string_view word) {
    if (!token_.is(word)) return false;
    advance();
    return true;
  }

 private:
  void advance() {
    token_ = {};
    const auto start = text_.find_first_not_of(" \t\r\n");
    text_.remove_prefix(std::min(start, text_.size()));
    if (text_.empty()) return;
    const char first = text_.front();
    if (first == '\'' || first == '"') return take_quoted(first);
    std::size_t length = 1;
    while (is_word(first) && length < text_.size() && is_word(text_[length])) ++length;
    token_.text = std::string(text_.substr(0, length));
    text_.remove_prefix(length);
  }

  /// A quote inside is written twice or behind a backslash.
  void take_quoted(char quote) {
    token_.is_quoted = true;
    text_.remove_prefix(1);
    while (!text_.empty()) {
      const char c = text_.front();
      const bool is_escape = text_.size() > 1 && text_[1] == quote && (c == '\\' || c == quote);
      text_.remove_prefix(is_escape ? 2 : 1);
      if (!is_escape && c == quote) return;
      token_.text += is_escape ? quote : c;
    }
  }

  std::string_view text_;
  Token token_;
};

Error not_supported(std::string_view what) {
  return invalid_argument(fmt::format(
      "Penstock does not support {} in a query. It answers 'from COLLECTION limit OFFSET, COUNT'.",
      what));
}

/// The name of the clause that a token begins.
std::string clause_of(const Token& token) {
  constexpr std::array<std::string_view, 9> kClauses = {
      "where", "order", "group", "select", "include", "update", "load", "filter", "fetch"};
  for (const auto clause : kClauses) {
    if (token.is(clause)) return fmt::format("'{}'", clause);
  }
  return fmt::format("'{}'", excerpt(token.text, 50));
}

/// A number, or a parameter that is one; null counts as `otherwise`.
Result<std::int64_t> read_number(const Token& token, const boost::json::object& parameters,
                                 std::int64_t otherwise) {
  const auto wrong = invalid_argument(
      fmt::format("'{}' is not a number that a limit can be.", excerpt(token.text, 50)));
  std::int64_t number = 0;
  if (token.text.starts_with('$')) {
    const auto* value = parameters.if_contains(std::string_view(token.text).substr(1));
    if (value == nullptr) return wrong;
    if (value->is_null()) return otherwise;
    if (!value->is_int64()) return wrong;
    number = value->as_int64();
  } else {
    const auto* end = token.text.data() + token.text.size();
    const auto [stopped, error] = std::from_chars(token.text.data(), end, number);
    if (error != std::errc{} || stopped != end) return wrong;
  }
  if (number < 0) return wrong;
  return number;
}

Result<void> read_limit(Tokens& tokens, const boost::json::object& parameters,
                        CollectionQuery& query) {
  constexpr auto kAll = std::numeric_limits<std::int64_t>::max();
  const auto first = tokens.take();
  if (tokens.take_if(",")) {
    query.offset = TRY(read_number(first, parameters, 0));
    query.limit = TRY(read_number(tokens.take(), parameters, kAll));
    return {};
  }
  query.limit = TRY(read_number(first, parameters, kAll));
  if (tokens.take_if("offset")) query.offset = TRY(read_number(tokens.take(), parameters, 0));
  return {};
}

}  // namespace

Result<CollectionQuery> CollectionQuery::parse(std::string_view text,
                                               const boost::json::object& parameters) {
  Tokens tokens(text);
  if (!tokens.take_if("from")) {
    if (tokens.at_end()) return invalid_argument("The query is empty.");
    return not_supported(clause_of(tokens.front()));
  }
  const auto name = tokens.take();
  if (name.text.empty()) return invalid_argument("The query names no collection.");
  if (name.is("index") && !tokens.at_end() && !tokens.front().is("limit")) {
    return not_supported("'from index'");
  }
  CollectionQuery query;
  query.collection = name.text;
  if (tokens.take_if("as")) tokens.take();
  if (tokens.take_if("limit")) TRY(read_limit(tokens, parameters, query));
  if (!tokens.at_end()) return not_supported(clause_of(tokens.front()));
  return query;
}

}  // namespace penstock::api
