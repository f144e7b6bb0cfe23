#include "etl/sql/driver/mariadb_text.h"

#include <algorithm>

#include "base/check.h"
#include "etl/sql/driver/moment.h"

namespace penstock::etl::sql {
namespace {

constexpr std::string_view kEscaped("'\\\0", 3);
constexpr std::size_t kFractionDigitsMax = 6;

}  // namespace

void append_mariadb_literal(std::string& out, std::string_view text) {
  out.push_back('\'');
  for (;;) {
    const auto plain = std::min(text.find_first_of(kEscaped), text.size());
    out.append(text.substr(0, plain));
    if (plain == text.size()) break;
    out.push_back('\\');
    out.push_back(text[plain] == '\0' ? '0' : text[plain]);
    text.remove_prefix(plain + 1);
  }
  out.push_back('\'');
}

std::string mariadb_literal(std::string_view text) {
  std::string literal;
  append_mariadb_literal(literal, text);
  return literal;
}

std::string with_literals(std::string_view statement, std::span<const std::string> literals) {
  std::string result;
  char quote = '\0';  // Inside a name or a text: what ends it. A doubled one ends and begins it.
  for (std::size_t i = 0; i < statement.size(); ++i) {
    const char c = statement[i];
    if (quote == '\0' && c == '?') {
      CHECK(i + 1 < statement.size());
      const auto number = static_cast<std::size_t>(statement[++i] - '1');
      CHECK(number < literals.size());
      result += literals[number];
      continue;
    }
    if (quote == c) {
      quote = '\0';
    } else if (quote == '\0' && (c == '`' || c == '\'')) {
      quote = c;
    }
    result.push_back(c);
  }
  return result;
}

std::string mariadb_moment(std::string_view text) { return utc_moment(text, kFractionDigitsMax); }

}  // namespace penstock::etl::sql
