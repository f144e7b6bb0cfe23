#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/body_stream.h"
#include "http/message.h"

namespace penstock::http {

/// The boundary that a Content-Type of "multipart/..." names, quoted or not. Errors:
/// kInvalidArgument if it names none.
Result<std::string> multipart_boundary(std::string_view content_type);

/// Reads a multipart body (RFC 2046, 5.1) part by part while it arrives:
///
///   while (TRY(multipart.next_part())) {
///     while (const auto piece = TRY(multipart.read())) store(*piece);
///   }
///
/// Confined to one thread at a time. Errors: those of the body; kInvalidArgument if it is not
/// multipart, or ends in the middle.
class MultipartReader final : public BodyReader {
 public:
  /// The header lines of a part may have so many bytes.
  static constexpr std::size_t kHeaderBytesMax = std::size_t{16} << 10;

  /// `body` must outlive this object.
  MultipartReader(BodyReader& body, std::string_view boundary);

  /// Goes on to the next part, past what is left of this one. False behind the last.
  Result<bool> next_part();

  /// Of the part that is being read.
  const Fields& headers() const { return headers_; }

  /// Of the part that is being read.
  Result<std::optional<std::string>> read() override;

 private:
  Result<void> read_more();
  Result<bool> is_last_delimiter();
  Result<std::string> read_line();
  Result<void> read_headers();

  BodyReader& body_;
  const std::string delimiter_;  ///< With the line break before it, which belongs to it.
  std::string buffer_;           ///< What has arrived and is not read yet.
  Fields headers_;
  bool in_part_ = true;  ///< At first in what precedes the first part.
  bool at_end_ = false;
};

}  // namespace penstock::http
