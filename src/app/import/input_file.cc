#include "app/import/input_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <streambuf>
#include <utility>

#include <fmt/format.h>

#include "http/gzip.h"

namespace penstock::app {
namespace {

constexpr std::string_view kStandardInput = "-";

std::string_view without_leading_white(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

}  // namespace

ImportFormat guess_format(std::string_view beginning) {
  constexpr std::string_view kByteOrderMark = "\xEF\xBB\xBF";
  if (http::begins_as_gzip(beginning)) return ImportFormat::kDump;
  if (beginning.starts_with(kByteOrderMark)) beginning.remove_prefix(kByteOrderMark.size());
  beginning = without_leading_white(beginning);
  if (beginning.empty()) return ImportFormat::kLines;
  if (beginning.front() != '{') return ImportFormat::kCsv;
  const auto first_member = without_leading_white(beginning.substr(1));
  return first_member.starts_with(R"("BuildVersion")") ? ImportFormat::kDump : ImportFormat::kLines;
}

/// Reads a whole buffer at the start, so that its first bytes can be looked at.
class InputFile::Buffer final : public std::streambuf {
 public:
  explicit Buffer(std::FILE* file) : file_(file) { fill(); }
  ~Buffer() override {
    if (file_ != stdin) std::fclose(file_);
  }
  Buffer(const Buffer&) = delete;
  Buffer& operator=(const Buffer&) = delete;

  /// Of the last read, as errno has it; 0 if none.
  int failure() const { return failure_; }

  std::string_view waiting() const { return {gptr(), static_cast<std::size_t>(egptr() - gptr())}; }

 protected:
  int_type underflow() override {
    if (gptr() == egptr() && !fill()) return traits_type::eof();
    return traits_type::to_int_type(*gptr());
  }

 private:
  bool fill() {
    errno = 0;
    const auto count = std::fread(bytes_.data(), 1, bytes_.size(), file_);
    if (std::ferror(file_) != 0) failure_ = errno;
    setg(bytes_.data(), bytes_.data(), bytes_.data() + count);
    return count > 0;
  }

  std::FILE* file_;
  int failure_ = 0;
  std::array<char, std::size_t{64} << 10> bytes_{};
};

InputFile::InputFile(std::unique_ptr<Buffer> buffer)
    : buffer_(std::move(buffer)), stream_(std::make_unique<std::istream>(buffer_.get())) {}

InputFile::~InputFile() = default;

Result<std::unique_ptr<InputFile>> InputFile::open(const std::string& path) {
  const bool is_pipe = path == kStandardInput;
  std::error_code code;
  if (!is_pipe && std::filesystem::is_directory(path, code)) {
    return invalid_argument(path + " is a directory");
  }
  errno = 0;
  std::FILE* file = is_pipe ? stdin : std::fopen(path.c_str(), "rb");
  if (file == nullptr) return invalid_argument(fmt::format("{}: {}", path, std::strerror(errno)));
  auto input = std::unique_ptr<InputFile>(new InputFile(std::make_unique<Buffer>(file)));
  if (is_pipe) return input;
  const auto bytes = std::filesystem::file_size(path, code);
  if (!code) input->bytes_ = bytes;
  return input;
}

Result<void> InputFile::check() const {
  if (buffer_->failure() == 0) return {};
  return Error{ErrorCode::kUnavailable,
               fmt::format("the file cannot be read: {}", std::strerror(buffer_->failure()))};
}

std::string_view InputFile::beginning() const { return buffer_->waiting(); }

}  // namespace penstock::app
