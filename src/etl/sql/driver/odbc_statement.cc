#include "etl/sql/driver/odbc_statement.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

namespace penstock::etl::sql {
namespace {

constexpr std::string_view kBlanks = " \t\r\n";
constexpr auto kNone = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// How long the quoted name, text or comment is that `rest` begins with; 0 if with none. Comments
/// in /* … */ are not among them: some products read what stands there.
std::size_t opaque_length(std::string_view rest) {
  char closing = '\0';
  switch (rest.front()) {
    case '\'':
    case '"':
    case '`': closing = rest.front(); break;
    case '[': closing = ']'; break;
    case '-': closing = rest.starts_with("--") ? '\n' : '\0'; break;
    default: break;
  }
  if (closing == '\0') return 0;
  auto end = rest.find(closing, 1);
  while (end != kNone && end + 1 < rest.size() && rest[end + 1] == closing && closing != '\n') {
    end = rest.find(closing, end + 2);  // A doubled one means itself.
  }
  return end == kNone ? rest.size() : end + 1;
}

/// Reads a script front to back.
class Splitter {
 public:
  /// Parameters become '?', or what `texts` has in their places.
  explicit Splitter(std::string_view script, const std::vector<std::string>* texts = nullptr)
      : rest_(script), texts_(texts) {}

  std::vector<OdbcStatement> split() {
    while (!rest_.empty()) {
      if (current_.text.empty() && kBlanks.find(rest_.front()) != kNone) {
        rest_.remove_prefix(1);
      } else if (const auto length = opaque_length(rest_)) {
        take(length);
      } else if (rest_.front() == ';' && !current_.text.starts_with("BEGIN ")) {
        rest_.remove_prefix(1);
        finish();
      } else if (rest_.front() == '?' ||
                 (rest_.front() == '$' && rest_.size() > 1 && is_digit(rest_[1]))) {
        take_parameter();
      } else {
        take(1);
      }
    }
    finish();
    return std::move(statements_);
  }

 private:
  void take(std::size_t length) {
    current_.text += rest_.substr(0, length);
    rest_.remove_prefix(length);
  }

  void take_parameter() {
    rest_.remove_prefix(1);
    std::size_t number = current_.parameters.size() + 1;
    const auto read = std::from_chars(rest_.data(), rest_.data() + rest_.size(), number);
    rest_.remove_prefix(static_cast<std::size_t>(read.ptr - rest_.data()));
    current_.parameters.push_back(number - 1);
    current_.text += texts_ != nullptr && number <= texts_->size() ? (*texts_)[number - 1] : "?";
  }

  void finish() {
    if (!current_.text.empty()) statements_.push_back(std::move(current_));
    current_ = {};
  }

  std::string_view rest_;
  const std::vector<std::string>* texts_;
  OdbcStatement current_;
  std::vector<OdbcStatement> statements_;
};

}  // namespace

std::vector<OdbcStatement> odbc_statements(std::string_view script) {
  return Splitter(script).split();
}

std::string with_texts(std::string_view statement, const std::vector<std::string>& texts) {
  std::string result;
  for (const auto& part : Splitter(statement, &texts).split()) {
    result += (result.empty() ? "" : ";") + part.text;
  }
  return result;
}

std::string with_list(std::string_view statement, std::size_t count) {
  std::string result;
  while (!statement.empty()) {
    const auto end = statement.front() == '{' ? statement.find('}') : kNone;
    if (end == kNone) {
      const auto length = std::max<std::size_t>(opaque_length(statement), 1);
      result += statement.substr(0, length);
      statement.remove_prefix(length);
      continue;
    }
    const auto item = statement.substr(1, end - 1);
    const auto parameter = std::min(item.find("?1"), item.size());
    const auto rest = item.substr(std::min(parameter + 2, item.size()));
    for (std::size_t i = 1; i <= count; ++i) {
      result += fmt::format("{}{}?{}{}", i == 1 ? "" : ", ", item.substr(0, parameter), i, rest);
    }
    statement.remove_prefix(end + 1);
  }
  return result;
}

}  // namespace penstock::etl::sql
