#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "http/body_stream.h"

namespace penstock::api {

/// Reads JSON that is too large to be in memory, container by container, while it arrives:
///
///   TRY(json.begin_object());
///   while (const auto name = TRY(json.next_member())) {
///     if (*name == "Docs") { TRY(json.begin_array()); while (TRY(json.next_element())) ... }
///     else TRY(json.skip());
///   }
///
/// Values are cut out as they stand; who takes one finds out whether it is valid inside. Bytes that
/// are not JSON may follow an element: dumps have attachments there. Confined to one thread.
/// Errors of all: those of the body; kInvalidArgument, naming the byte, if it is not JSON or not
/// what is asked for.
class JsonStream {
 public:
  /// `body` must outlive this object.
  explicit JsonStream(http::BodyReader& body) : body_(body) {}

  /// Enters the value that comes next.
  Result<void> begin_object();
  Result<void> begin_array();

  /// The name of the next member; its value comes next. Nothing behind the last, and then the
  /// object is left.
  Result<std::optional<std::string>> next_member();

  /// Whether there is another element; it comes next. If not, the array is left.
  Result<bool> next_element();

  /// The first character of the value that comes next.
  Result<char> peek();

  /// The text of the value that comes next. Errors: kTooLarge if it has more than `bytes_max`.
  Result<std::string> take(std::size_t bytes_max);

  /// Passes over the value that comes next, however large.
  Result<void> skip();

  /// Some of the raw bytes that come next, at most `bytes_max` and at least one.
  Result<std::string> take_raw(std::uint64_t bytes_max);

  /// Only white space is left.
  Result<void> expect_end();

  /// Bytes read so far.
  std::uint64_t offset() const { return offset_; }

  /// `message` with the place.
  Error wrong(std::string_view message) const;

 private:
  /// Whether a byte is there; reads more if need be.
  Result<bool> fill();
  Result<char> peek_byte();
  Result<void> expect(char wanted);
  void advance(std::size_t count);
  /// Goes past a comma, if there has to be one. False at `closing`, which it passes too.
  Result<bool> next_in(char closing);
  /// Goes past a value and adds its text to `out`, unless that is null.
  Result<void> scan(std::string* out, std::size_t bytes_max);

  http::BodyReader& body_;
  std::string buffer_;
  std::size_t at_ = 0;
  std::uint64_t offset_ = 0;
  std::vector<bool> has_elements_;  ///< Of each container that is open.
};

}  // namespace penstock::api
