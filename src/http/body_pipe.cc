#include "http/body_pipe.h"

#include <utility>

namespace penstock::http {

Result<std::optional<std::string>> BodyPipe::read() {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return error_ || finished_ || !pieces_.empty(); });
  if (error_) return *error_;
  if (pieces_.empty()) return std::nullopt;
  const bool was_full = pieces_.size() >= kPiecesMax;
  std::optional piece(std::move(pieces_.front()));
  pieces_.pop_front();
  lock.unlock();
  if (was_full) drained_();
  return piece;
}

bool BodyPipe::is_full() const {
  const std::lock_guard lock(mutex_);
  return pieces_.size() >= kPiecesMax;
}

void BodyPipe::push(std::string piece) {
  {
    const std::lock_guard lock(mutex_);
    pieces_.push_back(std::move(piece));
  }
  changed_.notify_one();
}

void BodyPipe::finish() {
  {
    const std::lock_guard lock(mutex_);
    finished_ = true;
  }
  changed_.notify_one();
}

void BodyPipe::fail(Error error) {
  {
    const std::lock_guard lock(mutex_);
    if (!error_) error_ = std::move(error);
  }
  changed_.notify_one();
}

}  // namespace penstock::http
