#include "documents/json_members.h"

#include <algorithm>

namespace penstock::documents {

JsonCursor::JsonCursor(std::string_view minified, char open, char close) {
  if (minified.starts_with(open) && minified.ends_with(close)) text_ = minified;
}

bool JsonCursor::at_end() {
  if (at_ + 1 >= text_.size()) return true;
  if (text_[at_] == ',') ++at_;
  return false;
}

std::string_view JsonCursor::take_string() {
  const std::size_t begin = at_;
  skip_string();
  return text_.substr(begin, at_ - begin);
}

std::string_view JsonCursor::take_value() {
  if (at_ >= text_.size()) return {};
  const std::size_t begin = at_;
  const char first = text_[at_];
  if (first == '"') {
    skip_string();
  } else if (first == '{' || first == '[') {
    skip_nested();
  } else {
    at_ = std::min(text_.find_first_of(",}]", at_), text_.size());
  }
  return text_.substr(begin, at_ - begin);
}

void JsonCursor::skip_string() {
  // A quote ends the string unless an odd number of backslashes stands before it.
  auto quote = text_.find('"', at_ + 1);
  for (; quote < text_.size(); quote = text_.find('"', quote + 1)) {
    std::size_t backslashes = 0;
    while (text_[quote - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) break;
  }
  at_ = quote < text_.size() ? quote + 1 : text_.size();
}

void JsonCursor::skip_nested() {
  std::size_t depth = 0;
  do {
    const char c = text_[at_];
    if (c == '"') {
      skip_string();
      continue;
    }
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    ++at_;
  } while (depth > 0 && at_ < text_.size());
}

std::optional<JsonMember> JsonMembers::next() {
  if (cursor_.at_end()) return std::nullopt;
  const std::string_view name = cursor_.take_string();
  cursor_.skip_colon();
  const std::string_view value = cursor_.take_value();
  if (name.size() < 2 || value.empty()) return std::nullopt;
  return JsonMember{name.substr(1, name.size() - 2), value};
}

std::optional<std::string_view> JsonElements::next() {
  if (cursor_.at_end()) return std::nullopt;
  const auto value = cursor_.take_value();
  return value.empty() ? std::nullopt : std::optional(value);
}

}  // namespace penstock::documents
