#include "app/new_secret_file.h"

#include <cerrno>
#include <cstddef>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>
#include <utility>

#include <fmt/format.h>

namespace penstock::app {
namespace {

constexpr mode_t kOwnerOnly = 0600;
constexpr int kClosed = -1;

Error failure(ErrorCode code, const std::string& path) {
  return {code, fmt::format("{}: {}", path, std::strerror(errno))};
}

}  // namespace

Result<std::unique_ptr<NewSecretFile>> NewSecretFile::create(const std::string& path) {
  const int descriptor = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, kOwnerOnly);
  if (descriptor < 0) return failure(ErrorCode::kInvalidArgument, path);
  return std::unique_ptr<NewSecretFile>(new NewSecretFile(path, descriptor));
}

NewSecretFile::NewSecretFile(std::string path, int descriptor)
    : path_(std::move(path)), descriptor_(descriptor) {}

NewSecretFile::~NewSecretFile() {
  if (descriptor_ == kClosed) return;
  ::close(descriptor_);
  ::unlink(path_.c_str());
}

Result<void> NewSecretFile::complete(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto written = ::write(descriptor_, bytes.data(), bytes.size());
    if (written < 0) return failure(ErrorCode::kUnavailable, path_);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(descriptor_) != 0) return failure(ErrorCode::kUnavailable, path_);
  ::close(std::exchange(descriptor_, kClosed));
  return {};
}

}  // namespace penstock::app
