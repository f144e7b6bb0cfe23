#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

#include "base/result.h"

// Bodies too large, or too long in the making, to be in memory whole:
//
//   router.add_streamed("PUT", "/attachments", put_attachment);
//   ...
//   while (const auto piece = TRY(request.body_reader->read())) TRY(store(*piece));
//   ...
//   respond({200, {}, "", std::make_shared<AttachmentSource>(attachment)});
namespace penstock::http {

/// About the size of one piece of a streamed body. A source that makes larger ones costs more
/// memory: two of its pieces are held at a time.
inline constexpr std::size_t kBodyPieceBytes = std::size_t{64} << 10;

/// The body of a request while it arrives, decompressed. A few pieces are read ahead; then the
/// client has to wait for the reader. Confined to one thread at a time.
class BodyReader {
 public:
  virtual ~BodyReader() = default;

  /// The next piece, never empty; nothing at the end of the body. Waits for the client. After an
  /// error comes the same error. Errors: kUnavailable (the client is gone), kTimeout (it sends
  /// nothing), kInvalidArgument (not HTTP, or not gzip), kCancelled (the server stops, or the
  /// request has been answered).
  virtual Result<std::optional<std::string>> read() = 0;
};

/// All that is left of a body. Errors: those of read(); kTooLarge, with that message, when it is
/// over `bytes_max`.
Result<std::string> read_whole(BodyReader& body, std::size_t bytes_max,
                               const std::string& too_large_message);

/// A body that is there already, to be read like one that arrives.
std::unique_ptr<BodyReader> whole_body(std::string body);

/// The body of an answer, made while the client takes it: one piece is asked for while the one
/// before it is on its way. Destroyed at the end, and when the client has gone away.
///
/// Used by one thread at a time, not always the same one.
class BodySource {
 public:
  virtual ~BodySource() = default;

  /// The number of bytes of all pieces together, if it is known from the start.
  virtual std::optional<std::uint64_t> size() const { return std::nullopt; }

  /// The next piece; nothing at the end. An empty one says that the work goes on: return it from
  /// time to time, so that a client that has gone is noticed and other answers get their turn. An
  /// error in place of the first piece is answered as an error; a later one cuts the connection.
  virtual Result<std::optional<std::string>> next() = 0;
};

}  // namespace penstock::http
