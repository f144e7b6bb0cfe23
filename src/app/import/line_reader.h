#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <string>

#include "base/result.h"

namespace penstock::app {

/// Reads text line by line in bounded memory. Confined to one thread.
class LineReader {
 public:
  /// A longer line is refused.
  static constexpr std::size_t kLineBytesMax = std::size_t{16} << 20;

  /// `input` must outlive this object.
  explicit LineReader(std::istream& input, std::size_t line_bytes_max = kLineBytesMax);

  /// Puts the next line into `line`, without its end ("\n" or "\r\n"); false after the last one.
  /// Errors: kTooLarge, naming the line; kUnavailable if the input cannot be read.
  Result<bool> next(std::string& line);

  /// Of the line that next() returned last; the first is 1.
  std::uint64_t line_number() const { return line_number_; }
  /// Read so far, up to the end of that line.
  std::uint64_t bytes_read() const { return bytes_read_; }

 private:
  bool refill();

  std::istream& input_;
  std::size_t line_bytes_max_;
  std::string buffer_;
  std::size_t position_ = 0;
  std::uint64_t line_number_ = 0;
  std::uint64_t bytes_read_ = 0;
};

}  // namespace penstock::app
