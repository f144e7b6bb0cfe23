#include "etl/secrets.h"

#include <algorithm>
#include <optional>
#include <utility>
#include <vector>

#include "base/text.h"

namespace penstock::etl {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kBlanks = " \t\r\n";

/// Where a secret stands, quotes included, and the folded keyword that names it.
struct Secret {
  std::string keyword;
  std::size_t begin = 0;
  std::size_t end = 0;
  std::size_t keyword_begin = 0;
};

bool is_word_character(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

bool is_secret_keyword(std::string_view folded) {
  return folded.ends_with("password") || folded.ends_with("passphrase") ||
         folded.ends_with("secret") || folded.ends_with("token") || folded == "pwd" ||
         folded == "passwd";
}

bool is_blank(char c) { return kBlanks.find(c) != kNone; }

struct Keyword {
  std::string folded;
  std::size_t begin;
};

/// The keyword of a secret before the "=" at `equals`; nothing for any other. The last word of
/// "SSL Password =" says it; some drivers also take "Pass Word" and "Pass_Word".
std::optional<Keyword> secret_keyword_before(std::string_view text, std::size_t equals) {
  const auto last = equals == 0 ? kNone : text.find_last_not_of(kBlanks, equals - 1);
  if (last == kNone) return std::nullopt;
  Keyword keyword{{}, last + 1};
  for (; keyword.begin > 0; --keyword.begin) {
    const char c = text[keyword.begin - 1];
    if (is_blank(c) && is_secret_keyword(keyword.folded)) break;
    if (is_blank(c) || c == '_') continue;
    if (!is_word_character(c)) break;
    keyword.folded.insert(0, fold_case({&c, 1}));
  }
  return is_secret_keyword(keyword.folded) ? std::optional(std::move(keyword)) : std::nullopt;
}

/// Behind the closing quote of the value that opens at `begin`; doubled and escaped quotes are
/// part of it.
std::size_t end_of_quoted(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  for (auto at = begin + 1; at < text.size(); ++at) {
    if (text[at] == '\\' && quote == '\'') {
      ++at;
    } else if (text[at] == quote) {
      if (at + 1 >= text.size() || text[at + 1] != quote) return at + 1;
      ++at;
    }
  }
  return text.size();
}

/// Behind the closing brace of the value that opens at `begin`, where a doubled one means one;
/// kNone if it does not close.
std::size_t end_of_braced(std::string_view text, std::size_t begin) {
  auto at = text.find('}', begin);
  while (at != kNone && text.substr(at, 2) == "}}") at = text.find('}', at + 2);
  return at == kNone ? kNone : at + 1;
}

/// The characters that end a value without quotes.
std::string_view separators_of(std::string_view text) {
  if (text.find("://") != kNone) return "&";
  const auto first = text.find('=');
  const auto second = first == kNone ? kNone : text.find('=', first + 1);
  if (second == kNone) return ";";
  // "a=1;b=2" or "a=1 b=2": which comes between the first two?
  return text.substr(first, second - first).find(';') != kNone ? ";" : kBlanks;
}

/// Of one without quotes. Between blanks, a backslash makes a letter of what follows.
std::size_t end_of_bare(std::string_view text, std::size_t begin, std::string_view separators) {
  auto end = text.find_first_of(separators, begin);
  while (separators == kBlanks && end != kNone && end > begin && text[end - 1] == '\\') {
    end = text.find_first_of(separators, end + 1);
  }
  return std::min(end, text.size());
}

std::size_t end_of_value(std::string_view text, std::size_t begin, std::string_view separators) {
  const char first = begin < text.size() ? text[begin] : '\0';
  if (first == '\'' || first == '"') return end_of_quoted(text, begin);
  const auto braced = first == '{' ? end_of_braced(text, begin) : kNone;
  return end_of_bare(text, braced == kNone ? begin : braced, separators);
}

/// The password of "scheme://user:password@host".
void find_in_uri(std::string_view text, std::vector<Secret>& secrets) {
  const auto scheme = text.find("://");
  if (scheme == kNone) return;
  const auto begin = scheme + 3;
  const auto authority_end = std::min(text.find_first_of("/?#", begin), text.size());
  auto at = text.substr(0, authority_end).rfind('@');
  // A password with a slash that should have been encoded: hide up to the last "@".
  if (at == kNone || at < begin) at = text.rfind('@');
  if (at == kNone || at < begin) return;
  const auto colon = text.find(':', begin);
  if (colon < at) secrets.push_back({"user:", colon + 1, at, begin});
}

/// Also those that seem to stand within a value: drivers differ in where one ends. Not those within
/// the password of a URI.
void find_keywords(std::string_view text, std::vector<Secret>& secrets) {
  const auto separators = separators_of(text);
  const auto in_uri = secrets.empty() ? Secret{} : secrets.front();
  for (auto equals = text.find('='); equals != kNone; equals = text.find('=', equals + 1)) {
    if (equals >= in_uri.begin && equals < in_uri.end) continue;
    auto keyword = secret_keyword_before(text, equals);
    if (!keyword) continue;
    const auto begin = std::min(text.find_first_not_of(kBlanks, equals + 1), text.size());
    const auto end = end_of_value(text, begin, separators);
    if (begin != end) secrets.push_back({std::move(keyword->folded), begin, end, keyword->begin});
  }
}

/// In the order in which they stand; one whose keyword stands within another belongs to that.
std::vector<Secret> find_secrets(std::string_view text) {
  std::vector<Secret> found;
  find_in_uri(text, found);
  find_keywords(text, found);
  std::ranges::sort(found, {}, &Secret::begin);
  std::vector<Secret> secrets;
  for (auto& secret : found) {
    if (!secrets.empty() && secret.keyword_begin < secrets.back().end) {
      secrets.back().end = std::max(secrets.back().end, secret.end);
    } else {
      secrets.push_back(std::move(secret));
    }
  }
  return secrets;
}

}  // namespace

std::string mask_secrets(std::string_view connection_string) {
  std::string masked;
  std::size_t done = 0;
  for (const auto& secret : find_secrets(connection_string)) {
    masked += connection_string.substr(done, secret.begin - done);
    masked += kSecretMark;
    done = secret.end;
  }
  return masked.append(connection_string.substr(done));
}

Result<std::string> restore_secrets(std::string_view given, std::string_view stored) {
  auto known = find_secrets(stored);
  std::string restored;
  std::size_t done = 0;
  for (const auto& secret : find_secrets(given)) {
    if (given.substr(secret.begin, secret.end - secret.begin) != kSecretMark) continue;
    const auto match = std::ranges::find(known, secret.keyword, &Secret::keyword);
    if (match == known.end()) {
      return invalid_argument(
          "the connection string carries the mark that stands for a stored password, but there is "
          "no stored password in that place; give the password itself");
    }
    restored += given.substr(done, secret.begin - done);
    restored += stored.substr(match->begin, match->end - match->begin);
    done = secret.end;
    std::rotate(match, match + 1, known.end());  // A second one of that name has the next one's.
  }
  return restored.append(given.substr(done));
}

}  // namespace penstock::etl
