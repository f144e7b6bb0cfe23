#include "api/smuggler/json_stream.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"

namespace penstock::api {
namespace {

/// Names of members are short; this is what may come in place of one.
constexpr std::size_t kNameBytesMax = 4096;

bool is_white(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; }

/// Finds the end of one JSON value in text that comes in parts.
class ValueEnd {
 public:
  /// How much of `text` belongs to the value.
  std::size_t feed(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (is_scalar_ && ends_scalar(text[i])) {
        is_complete_ = true;
        return i;
      }
      take(text[i]);
      if (is_complete_) return i + 1;
    }
    return text.size();
  }

  bool is_complete() const { return is_complete_; }
  /// A number or word has no end of its own.
  bool may_end_here() const { return is_complete_ || is_scalar_; }

 private:
  static bool ends_scalar(char c) { return is_white(c) || c == ',' || c == ']' || c == '}'; }

  void take(char c) {
    if (in_string_) {
      if (is_escaped_) {
        is_escaped_ = false;
      } else if (c == '\\') {
        is_escaped_ = true;
      } else if (c == '"') {
        in_string_ = false;
        is_complete_ = depth_ == 0;
      }
    } else if (c == '"') {
      in_string_ = true;
    } else if (c == '{' || c == '[') {
      ++depth_;
    } else if (c == '}' || c == ']') {
      is_complete_ = depth_ <= 1;
      --depth_;
    } else if (depth_ == 0) {
      is_scalar_ = true;
    }
  }

  std::size_t depth_ = 0;
  bool in_string_ = false;
  bool is_escaped_ = false;
  bool is_scalar_ = false;
  bool is_complete_ = false;
};

}  // namespace

Error JsonStream::wrong(std::string_view message) const {
  return invalid_argument(fmt::format("at byte {}: {}", offset_, message));
}

Result<bool> JsonStream::fill() {
  if (at_ < buffer_.size()) return true;
  auto piece = body_.read();
  if (!piece && piece.error().code == ErrorCode::kInvalidArgument) {
    return wrong(piece.error().message);
  }
  auto bytes = TRY(std::move(piece));
  if (!bytes) return false;
  buffer_ = *std::move(bytes);
  at_ = 0;
  return true;
}

void JsonStream::advance(std::size_t count) {
  at_ += count;
  offset_ += count;
}

Result<char> JsonStream::peek_byte() {
  if (!TRY(fill())) return wrong("the JSON ends in the middle");
  return buffer_[at_];
}

Result<char> JsonStream::peek() {
  while (is_white(TRY(peek_byte()))) advance(1);
  return buffer_[at_];
}

Result<void> JsonStream::expect(char wanted) {
  if (TRY(peek()) != wanted) return wrong(fmt::format("'{}' is expected here", wanted));
  advance(1);
  return {};
}

Result<void> JsonStream::begin_object() {
  TRY(expect('{'));
  has_elements_.push_back(false);
  return {};
}

Result<void> JsonStream::begin_array() {
  TRY(expect('['));
  has_elements_.push_back(false);
  return {};
}

Result<bool> JsonStream::next_in(char closing) {
  if (TRY(peek()) == closing) {
    advance(1);
    has_elements_.pop_back();
    return false;
  }
  if (has_elements_.back()) {
    TRY(expect(','));
    TRY(peek());
  }
  has_elements_.back() = true;
  return true;
}

Result<std::optional<std::string>> JsonStream::next_member() {
  if (!TRY(next_in('}'))) return std::nullopt;
  if (buffer_[at_] != '"') return wrong("the name of a member is expected here");
  const auto name = parse_json(TRY(take(kNameBytesMax)));
  if (!name) return wrong(name.error().message);
  TRY(expect(':'));
  TRY(peek());
  return std::optional(std::string(name->get_string()));
}

Result<bool> JsonStream::next_element() { return next_in(']'); }

Result<void> JsonStream::scan(std::string* out, std::size_t bytes_max) {
  const char first = TRY(peek());
  if (first == ',' || first == ':' || first == ']' || first == '}') {
    return wrong("a value is expected here");
  }
  ValueEnd end;
  while (!end.is_complete()) {
    if (!TRY(fill())) {
      if (end.may_end_here()) return {};
      return wrong("the JSON ends in the middle of a value");
    }
    const auto rest = std::string_view(buffer_).substr(at_);
    const auto size = end.feed(rest);
    if (out != nullptr) {
      if (out->size() + size > bytes_max) {
        return Error{ErrorCode::kTooLarge,
                     wrong(fmt::format("a value is larger than {} bytes", bytes_max)).message};
      }
      out->append(rest.substr(0, size));
    }
    advance(size);
  }
  return {};
}

Result<std::string> JsonStream::take(std::size_t bytes_max) {
  std::string text;
  TRY(scan(&text, bytes_max));
  return text;
}

Result<void> JsonStream::skip() { return scan(nullptr, 0); }

Result<std::string> JsonStream::take_raw(std::uint64_t bytes_max) {
  if (!TRY(fill())) return wrong("the dump ends in the middle of an attachment");
  const auto size =
      static_cast<std::size_t>(std::min<std::uint64_t>(bytes_max, buffer_.size() - at_));
  std::string bytes = buffer_.substr(at_, size);
  advance(size);
  return bytes;
}

Result<void> JsonStream::expect_end() {
  while (TRY(fill())) {
    if (!is_white(buffer_[at_])) return wrong("something follows the end of the JSON");
    advance(1);
  }
  return {};
}

}  // namespace penstock::api
