#include "documents/json_members.h"

#include "base/check.h"

namespace penstock::documents {

JsonCursor::JsonCursor(std::string_view minified, char open, char close) : text_(minified) {
  CHECK(text_.size() >= 2 && text_.front() == open && text_.back() == close);
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
  const std::size_t begin = at_;
  const char first = text_[at_];
  if (first == '"') {
    skip_string();
  } else if (first == '{' || first == '[') {
    skip_nested();
  } else {
    at_ = text_.find_first_of(",}]", at_);
  }
  return text_.substr(begin, at_ - begin);
}

void JsonCursor::skip_string() {
  // A quote ends the string unless an odd number of backslashes stands before it.
  for (std::size_t quote = text_.find('"', at_ + 1);; quote = text_.find('"', quote + 1)) {
    std::size_t backslashes = 0;
    while (text_[quote - 1 - backslashes] == '\\') ++backslashes;
    if (backslashes % 2 == 0) {
      at_ = quote + 1;
      return;
    }
  }
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
  } while (depth > 0);
}

std::optional<JsonMember> JsonMembers::next() {
  if (cursor_.at_end()) return std::nullopt;
  const std::string_view name = cursor_.take_string();
  cursor_.skip_colon();
  return JsonMember{name.substr(1, name.size() - 2), cursor_.take_value()};
}

std::optional<std::string_view> JsonElements::next() {
  if (cursor_.at_end()) return std::nullopt;
  return cursor_.take_value();
}

}  // namespace penstock::documents
