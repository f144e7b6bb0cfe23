#include "etl/sql/connection_text.h"

#include <charconv>

#include <fmt/format.h>

#include "base/text.h"
#include "etl/sql/trimmed.h"

namespace penstock::etl::sql {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";

std::string normalized_key(std::string_view key) {
  std::string result;
  for (const char c : fold_case(trimmed(key))) {
    if (c != ' ' && c != '_') result.push_back(c);
  }
  return result;
}

/// Reads a connection string front to back.
class Reader {
 public:
  /// `quotes`: what a value may begin with, each with what ends it.
  Reader(std::string_view text, std::string_view quotes) : rest_(text), quotes_(quotes) {}

  bool at_end() {
    rest_.remove_prefix(std::min(rest_.find_first_not_of(" \t\r\n;"), rest_.size()));
    return rest_.empty();
  }

  Result<ConnectionWord> word(std::size_t index) {
    const auto equals = rest_.find_first_of("=;");
    if (equals == std::string_view::npos || rest_[equals] == ';') {
      return word_error(index, "has no '='");
    }
    ConnectionWord word{normalized_key(rest_.substr(0, equals)), {}};
    if (word.key.empty()) return word_error(index, "has no name before its '='");
    rest_.remove_prefix(equals + 1);
    rest_.remove_prefix(std::min(rest_.find_first_not_of(kBlanks), rest_.size()));
    const auto opening = rest_.empty() ? std::string_view::npos : quotes_.find(rest_.front());
    const bool quoted = opening != std::string_view::npos && opening % 2 == 0;
    word.value = quoted ? TRY(quoted_value(index, quotes_[opening + 1])) : plain_value();
    return word;
  }

 private:
  std::string plain_value() {
    const auto end = std::min(rest_.find(';'), rest_.size());
    std::string value(trimmed(rest_.substr(0, end)));
    rest_.remove_prefix(end);
    return value;
  }

  Result<std::string> quoted_value(std::size_t index, char quote) {
    rest_.remove_prefix(1);
    std::string value;
    while (!rest_.empty()) {
      const char c = rest_.front();
      rest_.remove_prefix(1);
      if (c != quote) {
        value.push_back(c);
      } else if (!rest_.empty() && rest_.front() == quote) {
        value.push_back(quote);
        rest_.remove_prefix(1);
      } else {
        if (!plain_value().empty()) return word_error(index, "goes on after its closing quote");
        return value;
      }
    }
    return word_error(index, "has no closing quote");
  }

  std::string_view rest_;
  std::string_view quotes_;
};

Result<std::vector<ConnectionWord>> parse(std::string_view text, std::string_view quotes) {
  std::vector<ConnectionWord> words;
  Reader reader(text, quotes);
  while (!reader.at_end()) words.push_back(TRY(reader.word(words.size())));
  if (words.empty()) return invalid_argument("the connection string is empty");
  return words;
}

}  // namespace

Result<std::vector<ConnectionWord>> parse_connection_text(std::string_view text) {
  return parse(text, R"(""'')");
}

Result<std::vector<ConnectionWord>> parse_odbc_text(std::string_view text) {
  return parse(text, "{}");
}

WordProblem read_seconds(std::string_view value, std::uint32_t& seconds) {
  std::uint32_t number = 0;
  const char* end = value.data() + value.size();
  const auto parsed = std::from_chars(value.data(), end, number);
  if (parsed.ec != std::errc{} || parsed.ptr != end) return "is no number of seconds";
  if (number > 0) seconds = number;
  return {};
}

WordProblem read_seconds(std::string_view value, std::optional<std::uint32_t>& seconds) {
  std::uint32_t number = 0;
  const auto problem = read_seconds(value, number);
  if (number > 0) seconds = number;
  return problem;
}

WordProblem read_integrated_security(std::string_view value, bool& wanted) {
  const auto folded = folded_word(value);
  wanted = folded == "true" || folded == "yes" || folded == "sspi";
  if (!wanted && folded != "false" && folded != "no") return "is neither true nor false";
  return {};
}

std::string folded_word(std::string_view value) {
  std::string folded;
  for (const char c : fold_case(value)) {
    if (c != '-' && c != ' ' && c != '_') folded.push_back(c);
  }
  return folded;
}

Error word_error(std::size_t index, std::string_view problem) {
  return invalid_argument(
      fmt::format("keyword {} of the connection string {}", index + 1, problem));
}

std::string without_secrets(std::string text, const std::vector<std::string>& secrets) {
  constexpr std::string_view kMask = "***";
  for (const auto& secret : secrets) {
    if (secret.empty()) continue;
    for (auto at = text.find(secret); at != std::string::npos;
         at = text.find(secret, at + kMask.size())) {
      text.replace(at, secret.size(), kMask);
    }
  }
  return text;
}

}  // namespace penstock::etl::sql
