#pragma once

#include <cstdint>
#include <istream>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::app {

enum class ImportFormat : std::uint8_t { kDump, kLines, kCsv };

/// What a file is, by its first bytes: a dump is compressed or begins with "BuildVersion", lines of
/// JSON begin with a brace, else it is CSV.
ImportFormat guess_format(std::string_view beginning);

/// A file, or standard input, that is read once from beginning to end. Confined to one thread.
class InputFile {
 public:
  /// "-" reads standard input. Errors: kInvalidArgument if it cannot be opened, in words.
  static Result<std::unique_ptr<InputFile>> open(const std::string& path);
  ~InputFile();
  InputFile(const InputFile&) = delete;
  InputFile& operator=(const InputFile&) = delete;

  std::istream& stream() { return *stream_; }

  /// Its first bytes, which stream() gives as well; fewer than asked for if there are no more.
  std::string_view beginning() const;

  /// Whether all of it could be read so far: to the stream a failure is the end. Errors:
  /// kUnavailable, in words.
  Result<void> check() const;

  /// Nothing for a pipe.
  const std::optional<std::uint64_t>& bytes() const { return bytes_; }

 private:
  class Buffer;
  explicit InputFile(std::unique_ptr<Buffer> buffer);

  std::unique_ptr<Buffer> buffer_;
  std::unique_ptr<std::istream> stream_;
  std::optional<std::uint64_t> bytes_;
};

}  // namespace penstock::app
