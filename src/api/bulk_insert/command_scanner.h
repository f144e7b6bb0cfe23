#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "api/command_members.h"
#include "base/result.h"
#include "http/body_stream.h"

namespace penstock::api {

/// Finds the commands in the body of a bulk insert: an array of objects, with raw bytes behind some
/// of them (protocol, section 6), so that no JSON parser can read it as a whole. It looks only for
/// where things begin and end; whether that is JSON in between is for the reader of a command to
/// see. Confined to one thread.
class CommandScanner {
 public:
  /// Longest text of one command.
  static constexpr std::size_t kCommandBytesMax = std::size_t{64} << 20;

  /// `body` must outlive this object.
  explicit CommandScanner(http::BodyReader& body) : body_(body) {}

  /// The next command, valid until the next call of anything here. Nothing behind the last one:
  /// official clients end the array and not the body, so no more of it is waited for. Errors:
  /// those of the body; kInvalidArgument, saying where, if it is not such an array; kTooLarge.
  Result<std::optional<CommandMembers>> next();

  /// The length of the text of the command that next() returned.
  std::size_t command_bytes() const { return command_bytes_; }

  /// Hands over the `count` raw bytes behind the command that next() returned, in pieces. Errors:
  /// those of the body and of `take`.
  Result<void> read_raw(std::uint64_t count,
                        const std::function<Result<void>(std::string_view)>& take);

 private:
  Result<std::optional<CommandMembers>> read_command();
  /// Makes the text that is not used up longer.
  Result<void> receive();
  /// The next byte that is not white space; it is not used up.
  Result<char> peek();
  Error misplaced(std::string_view expected, std::size_t offset = 0) const;
  std::string_view rest() const { return std::string_view(text_).substr(used_); }

  http::BodyReader& body_;
  std::string text_;
  std::size_t used_ = 0;       ///< Of text_.
  std::uint64_t dropped_ = 0;  ///< Bytes of the body before text_.
  std::size_t command_bytes_ = 0;
  std::uint64_t commands_ = 0;
  bool has_begun_ = false;
  bool has_ended_ = false;
};

}  // namespace penstock::api
