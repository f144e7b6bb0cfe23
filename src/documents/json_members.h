#pragma once

#include <optional>
#include <string_view>

namespace penstock::documents {

/// One member of a JSON object, as it stands in the text.
struct JsonMember {
  std::string_view name;   ///< Between its quotes; escapes are still there.
  std::string_view value;  ///< String, number, object, ...: as written.
};

/// A place in a JSON object or array, which goes from value to value.
class JsonCursor {
 public:
  /// Where the text begins with `open`, the bracket, and ends with `close`; else there is nothing.
  JsonCursor(std::string_view minified, char open, char close);

  /// Steps over the comma between two values.
  bool at_end();
  /// A string with its quotes.
  std::string_view take_string();
  std::string_view take_value();
  void skip_colon() { ++at_; }

 private:
  void skip_string();
  void skip_nested();

  std::string_view text_;
  std::size_t at_ = 1;
};

/// Takes apart the outermost level of a JSON object without looking into the members, so that
/// what they hold stays as it is, digit by digit. Confined to one thread.
class JsonMembers {
 public:
  /// `minified` is an object in the form that minify_json() writes, and outlives what is read. In
  /// bytes that are none, as damage may leave them, the members end somewhere.
  explicit JsonMembers(std::string_view minified) : cursor_(minified, '{', '}') {}

  /// The next member in the order of the text; nothing after the last.
  std::optional<JsonMember> next();

 private:
  JsonCursor cursor_;
};

/// The same for the elements of a JSON array.
class JsonElements {
 public:
  explicit JsonElements(std::string_view minified) : cursor_(minified, '[', ']') {}

  /// The next element as written; nothing after the last.
  std::optional<std::string_view> next();

 private:
  JsonCursor cursor_;
};

}  // namespace penstock::documents
