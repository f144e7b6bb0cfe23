#pragma once

#include <optional>
#include <string_view>

namespace penstock::documents {

/// One member of a JSON object, as it stands in the text.
struct JsonMember {
  std::string_view name;   ///< Between its quotes; escapes are still there.
  std::string_view value;  ///< String, number, object, ...: as written.
};

/// Takes apart the outermost level of a JSON object without looking into the members, so that
/// what they hold stays as it is, digit by digit. Confined to one thread.
class JsonMembers {
 public:
  /// `minified` is an object in the form that minify_json() writes, and outlives what is read.
  explicit JsonMembers(std::string_view minified);

  /// The next member in the order of the text; nothing after the last.
  std::optional<JsonMember> next();

 private:
  std::string_view take_string();
  std::string_view take_value();
  void skip_string();
  void skip_nested();

  std::string_view text_;
  std::size_t at_ = 1;
};

}  // namespace penstock::documents
