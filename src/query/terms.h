#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "query/field.h"
#include "query/lexer.h"
#include "query/literal.h"

namespace penstock::query {

/// "Penstock does not support <what> in queries (line 1, column 7)".
Error unsupported(const Place& place, std::string_view what);

/// Reads the smallest parts of a query, one token ahead: words and signs of the language, fields,
/// values. Errors of all: kInvalidArgument, naming line and column. Confined to one thread.
class Terms {
 public:
  /// `text` and `parameters` must outlive this object. Call begin() before anything else.
  Terms(std::string_view text, const boost::json::object& parameters)
      : lexer_(text), parameters_(parameters) {}

  Result<void> begin();

  /// The token that is read next.
  const Token& front() const { return token_; }
  Result<Token> take();
  Result<bool> take_if_word(std::string_view word);
  Result<bool> take_if_sign(std::string_view sign);
  Result<void> expect_word(std::string_view word);
  Result<void> expect_sign(std::string_view sign);

  /// A name that may be in quotes; `what` is for the message if there is none.
  Result<std::string> name(std::string_view what);

  /// The name that `from` gives to the document: in front of a field it says nothing.
  void set_alias(std::string alias) { alias_ = std::move(alias); }

  /// "Total", "o.Address.City", "Lines[].Product", "'odd name'", "id()".
  Result<Field> field();

  /// "12", "'text'", "true", "null", "$p0".
  Result<Literal> value();
  /// The same, where a parameter may be a list.
  Result<std::vector<Literal>> values();
  /// A string.
  Result<std::string> text();
  /// A whole number of at least 0; nothing for null.
  Result<std::optional<std::uint64_t>> count();

  /// The script in braces that comes after front(), which is taken as well.
  Result<Script> script();

  /// Whether front() is followed by an opening parenthesis.
  bool is_call() const;

 private:
  Result<const boost::json::value*> parameter(const Token& token) const;
  Result<Field> function_field(const Token& name);

  Lexer lexer_;
  const boost::json::object& parameters_;
  Token token_;
  std::string alias_;
};

}  // namespace penstock::query
