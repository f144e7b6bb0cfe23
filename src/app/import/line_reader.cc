#include "app/import/line_reader.h"

#include <fmt/format.h>

namespace penstock::app {
namespace {

constexpr std::size_t kBufferBytes = std::size_t{256} << 10;

}  // namespace

LineReader::LineReader(std::istream& input, std::size_t line_bytes_max)
    : input_(input), line_bytes_max_(line_bytes_max) {}

Result<bool> LineReader::next(std::string& line) {
  line.clear();
  ++line_number_;
  for (bool begun = false;;) {
    if (position_ == buffer_.size() && !refill()) {
      if (input_.bad()) return Error{ErrorCode::kUnavailable, "the input cannot be read"};
      return begun;
    }
    begun = true;
    const std::size_t end = buffer_.find('\n', position_);
    const std::size_t stop = end == std::string::npos ? buffer_.size() : end;
    line.append(buffer_, position_, stop - position_);
    const std::size_t consumed = stop - position_ + (end == std::string::npos ? 0 : 1);
    position_ += consumed;
    bytes_read_ += consumed;
    if (line.size() > line_bytes_max_) {
      return Error{ErrorCode::kTooLarge,
                   fmt::format("line {} is longer than {} bytes", line_number_, line_bytes_max_)};
    }
    if (end == std::string::npos) continue;
    if (line.ends_with('\r')) line.pop_back();
    return true;
  }
}

bool LineReader::refill() {
  buffer_.resize(kBufferBytes);
  input_.read(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.resize(static_cast<std::size_t>(input_.gcount()));
  position_ = 0;
  return !buffer_.empty();
}

}  // namespace penstock::app
