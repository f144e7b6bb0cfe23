#include "query/terms.h"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

#include "base/text.h"

namespace penstock::query {
namespace {

namespace json = boost::json;

Error unexpected(const Token& token, std::string_view wanted) {
  return syntax_error(token.place,
                      fmt::format("Here should be {}, not {}.", wanted, token.to_string()));
}

/// Adds the parts of "Address.City" to `names`; "[]" behind one of them says nothing.
void split_path(std::string_view path, std::vector<std::string>& names) {
  while (true) {
    const auto dot = path.find('.');
    auto part = path.substr(0, dot);
    while (part.ends_with("[]")) part.remove_suffix(2);
    names.emplace_back(part);
    if (dot == std::string_view::npos) return;
    path.remove_prefix(dot + 1);
  }
}

std::optional<Literal> scalar(const json::value& value) {
  switch (value.kind()) {
    case json::kind::null: return Literal::null();
    case json::kind::bool_: return Literal::boolean(value.get_bool());
    case json::kind::int64: return Literal::number(value.get_int64());
    case json::kind::uint64: return Literal::number(static_cast<double>(value.get_uint64()));
    case json::kind::double_: return Literal::number(value.get_double());
    case json::kind::string: return Literal::string(std::string(value.get_string()));
    case json::kind::array:
    case json::kind::object: return std::nullopt;
  }
  return std::nullopt;
}

Result<Literal> number_literal(const Token& token) {
  const auto number = read_number(token.text);
  if (!number) return unexpected(token, "a number");
  return Literal::number(*number);
}

}  // namespace

Error unsupported(const Place& place, std::string_view what) {
  return syntax_error(place, fmt::format("Penstock does not support {} in queries", what));
}

Result<void> Terms::begin() {
  token_ = TRY(lexer_.next());
  return {};
}

Result<Token> Terms::take() {
  auto next = TRY(lexer_.next());
  return std::exchange(token_, std::move(next));
}

Result<bool> Terms::take_if_word(std::string_view word) {
  if (!token_.is_word(word)) return false;
  TRY(take());
  return true;
}

Result<bool> Terms::take_if_sign(std::string_view sign) {
  if (!token_.is_sign(sign)) return false;
  TRY(take());
  return true;
}

Result<void> Terms::expect_word(std::string_view word) {
  if (!TRY(take_if_word(word))) return unexpected(token_, fmt::format("'{}'", word));
  return {};
}

Result<void> Terms::expect_sign(std::string_view sign) {
  if (!TRY(take_if_sign(sign))) return unexpected(token_, fmt::format("'{}'", sign));
  return {};
}

Result<std::string> Terms::name(std::string_view what) {
  const bool is_name = token_.kind == Token::Kind::kWord || token_.kind == Token::Kind::kQuoted;
  if (!is_name || token_.text.empty()) return unexpected(token_, what);
  return TRY(take()).text;
}

Result<Field> Terms::field() {
  const auto first = token_;
  std::vector<std::string> names;
  split_path(TRY(name("a field")), names);
  if (first.kind == Token::Kind::kWord && token_.is_sign("(")) return function_field(first);
  std::string written = first.text;
  while (token_.is_sign(".") || token_.is_sign("[")) {
    if (TRY(take_if_sign("["))) {
      TRY(expect_sign("]"));
      written += "[]";
      continue;
    }
    TRY(take());
    const auto part = TRY(name("the name of a member"));
    written += '.' + part;
    split_path(part, names);
  }
  if (token_.is_sign("(")) return unsupported(first.place, excerpt(written, 50) + "()");
  if (!alias_.empty() && names.front() == alias_) {
    if (names.size() == 1) return unsupported(first.place, "the whole document as a field");
    names.erase(names.begin());
    written.erase(0, written.find('.') + 1);
  }
  return Field::path(names, std::move(written));
}

Result<Field> Terms::function_field(const Token& name) {
  if (!name.is_word("id")) {
    return unsupported(name.place, excerpt(name.text, 50) + "()");
  }
  TRY(expect_sign("("));
  if (!token_.is_sign(")") && TRY(take()).text != alias_) {
    return syntax_error(name.place, "id() takes nothing, or the alias of the collection.");
  }
  TRY(expect_sign(")"));
  return Field::id();
}

Result<Script> Terms::script() {
  auto script = TRY(lexer_.take_script());
  TRY(take());
  return script;
}

bool Terms::is_call() const {
  const auto rest = lexer_.rest();
  const auto next = rest.find_first_not_of(" \t\r\n");
  return token_.kind == Token::Kind::kWord && next != std::string_view::npos && rest[next] == '(';
}

Result<const json::value*> Terms::parameter(const Token& token) const {
  const auto* found = parameters_.if_contains(token.text);
  if (found == nullptr) {
    return syntax_error(token.place,
                        fmt::format("The parameter {} was not given.", token.to_string()));
  }
  return found;
}

Result<Literal> Terms::value() {
  const auto token = TRY(take());
  if (token.kind == Token::Kind::kQuoted) return Literal::string(token.text);
  if (token.kind == Token::Kind::kNumber) return number_literal(token);
  if (token.is_word("true") || token.is_word("false")) {
    return Literal::boolean(token.is_word("true"));
  }
  if (token.is_word("null")) return Literal::null();
  if (token.kind == Token::Kind::kWord && token_.is_sign("(")) {
    return unsupported(token.place, excerpt(token.text, 50) + "()");
  }
  if (token.kind != Token::Kind::kParameter) return unexpected(token, "a value");
  auto literal = scalar(*TRY(parameter(token)));
  if (!literal) return unexpected(token, "a single value");
  return *std::move(literal);
}

Result<std::vector<Literal>> Terms::values() {
  std::vector<Literal> literals;
  const json::array* list = nullptr;
  if (token_.kind == Token::Kind::kParameter) list = TRY(parameter(token_))->if_array();
  if (list == nullptr) {
    literals.push_back(TRY(value()));
    return literals;
  }
  const auto token = TRY(take());
  for (const auto& element : *list) {
    auto literal = scalar(element);
    if (!literal) return unexpected(token, "a list of single values");
    literals.push_back(*std::move(literal));
  }
  return literals;
}

Result<std::string> Terms::text() {
  const auto token = token_;
  const auto literal = TRY(value());
  if (literal.text() == nullptr) return unexpected(token, "a text");
  return *literal.text();
}

Result<std::optional<std::uint64_t>> Terms::count() {
  const auto token = TRY(take());
  std::optional<Number> number;
  if (token.kind == Token::Kind::kNumber) {
    number = read_number(token.text);
  } else if (token.kind == Token::Kind::kParameter) {
    const auto* value = TRY(parameter(token));
    if (value->is_null()) return std::nullopt;
    if (const auto* whole = value->if_int64()) number = *whole;
  }
  const auto* whole = number ? std::get_if<std::int64_t>(&*number) : nullptr;
  if (whole == nullptr || *whole < 0) return unexpected(token, "a whole number of at least 0");
  return static_cast<std::uint64_t>(*whole);
}

}  // namespace penstock::query
