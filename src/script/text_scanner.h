#pragma once

#include <string>
#include <string_view>

namespace penstock::script {

/// Steps over JavaScript text without parsing it. Pure functions; thread-safe.

/// A letter, digit or `_`; bytes above ASCII count as letters.
bool is_word_character(char c);

/// A word character or `$`: what may stand in an identifier.
bool is_identifier_character(char c);

/// The position after the white space that begins at `at`.
std::size_t skip_blanks(std::string_view text, std::size_t at);

/// The position after the word characters that begin at `at`.
std::size_t skip_word(std::string_view text, std::size_t at);

/// `at` is that of an opening parenthesis, bracket or brace: the position after its counterpart,
/// or the end of the text if there is none. Brackets inside strings, templates, comments and
/// regular expressions do not count.
std::size_t skip_bracketed(std::string_view text, std::size_t at);

/// The text with white space in place of its comments.
std::string without_comments(std::string_view text);

}  // namespace penstock::script
