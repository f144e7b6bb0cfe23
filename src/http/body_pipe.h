#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

#include "http/body_stream.h"

namespace penstock::http {

/// Leads the body of a request from its connection to the handler that reads it. Thread-safe.
class BodyPipe final : public BodyReader {
 public:
  /// Pieces read ahead, of kBodyPieceBytes at most.
  static constexpr std::size_t kPiecesMax = 4;

  /// `drained` is called on the reader's thread when there is room again in a pipe that was full.
  explicit BodyPipe(std::function<void()> drained) : drained_(std::move(drained)) {}

  Result<std::optional<std::string>> read() override;

  bool is_full() const;
  /// Takes the piece even when the pipe is full.
  void push(std::string piece);
  /// The body is complete.
  void finish();
  /// The reader gets `error` instead of what it has not read yet. The first call counts.
  void fail(Error error);

 private:
  const std::function<void()> drained_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<std::string> pieces_;
  bool finished_ = false;
  std::optional<Error> error_;
};

}  // namespace penstock::http
