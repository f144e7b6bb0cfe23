#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::query {

/// Where in the text of a query, both from 1; columns count bytes.
struct Place {
  int line = 1;
  int column = 1;
};

/// kInvalidArgument: "<message> (line 1, column 7)".
Error syntax_error(const Place& place, std::string_view message);

struct Token {
  enum class Kind : std::uint8_t {
    kEnd,
    kWord,       ///< from, Total, @metadata, it-is_one
    kQuoted,     ///< 'a name or a text', without its quotes
    kNumber,     ///< -12.5e3
    kParameter,  ///< $p0, without the dollar
    kSign,       ///< One of ( ) [ ] { } , . * = != < <= > >=
  };

  Kind kind = Kind::kEnd;
  std::string text;
  Place place;

  bool is_end() const { return kind == Kind::kEnd; }
  bool is_sign(std::string_view sign) const { return kind == Kind::kSign && text == sign; }
  /// Words of the language are the same in any case.
  bool is_word(std::string_view word) const;
  /// For messages: "'Total'", "the end".
  std::string to_string() const;
};

/// The JavaScript between the braces of an `update`, and where it begins.
struct Script {
  std::string text;
  Place place;
};

/// Cuts the text of a query into tokens; white space and comments (`// …`, `/* … */`) separate
/// them. Confined to one thread.
class Lexer {
 public:
  /// `text` must outlive this object.
  explicit Lexer(std::string_view text) : text_(text) {}

  /// The next token; at the end kEnd, again and again. Errors: kInvalidArgument for a sign that
  /// the language does not have, and for a text in quotes or a comment that does not end.
  Result<Token> next();

  /// Takes all that is left as a script in braces, which is not made of these tokens. Errors:
  /// kInvalidArgument if it is not in braces.
  Result<Script> take_script();

  /// What was not yet read.
  std::string_view rest() const { return text_.substr(at_); }

 private:
  char peek(std::size_t ahead = 0) const;
  void advance(std::size_t bytes);
  Result<void> skip_blanks();
  std::string take_while(bool (*belongs)(char));
  std::string take_number();
  Result<std::string> take_quoted();
  Result<std::string> take_sign();

  std::string_view text_;
  std::size_t at_ = 0;
  Place place_;
};

}  // namespace penstock::query
