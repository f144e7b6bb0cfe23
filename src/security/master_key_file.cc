#include "security/master_key_file.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::security {
namespace {

constexpr mode_t kOwnerOnly = S_IRUSR | S_IWUSR;
constexpr mode_t kModeBits = S_IRWXU | S_IRWXG | S_IRWXO;

constexpr std::string_view kHeader =
    "# The master keys of Penstock: they seal the passwords of its connection strings. The first\n"
    "# seals, all open. Without them these passwords are lost: keep a copy, but not with the "
    "backups.\n";

Error cannot(std::string_view what, const std::string& file) {
  return {ErrorCode::kUnavailable,
          fmt::format("cannot {} the master key file {}: {}", what, file, std::strerror(errno))};
}

std::optional<struct stat> status_of(const std::string& file) {
  struct stat status {};
  return ::stat(file.c_str(), &status) == 0 ? std::optional(status) : std::nullopt;
}

/// Closes at the end; a file that is written is synced before.
class Descriptor {
 public:
  Descriptor(const std::string& path, int flags)
      : descriptor_(::open(path.c_str(), flags | O_CLOEXEC, kOwnerOnly)) {}
  ~Descriptor() {
    if (is_open()) ::close(descriptor_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool is_open() const { return descriptor_ >= 0; }
  bool sync() const { return ::fsync(descriptor_) == 0; }
  bool resemble(const struct stat& other) const {
    return ::fchown(descriptor_, other.st_uid, other.st_gid) == 0 &&
           ::fchmod(descriptor_, other.st_mode & kModeBits) == 0;
  }
  bool write(std::string_view text) const {
    while (!text.empty()) {
      const auto written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno != EINTR) return false;
      if (written > 0) text.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }

 private:
  const int descriptor_;
};

std::string text_of(const MasterKeys& keys) {
  std::string text(kHeader);
  for (const auto& key : keys.all()) text += key.text() + '\n';
  return text;
}

Result<MasterKeys> read_keys(std::istream& stream, const std::string& file) {
  std::vector<MasterKey> keys;
  int number = 0;
  for (std::string line; std::getline(stream, line);) {
    ++number;
    if (line.empty() || line.starts_with('#')) continue;
    auto key = MasterKey::parse(line);
    if (!key) {
      return invalid_argument(fmt::format(
          "line {} of the master key file {} is no key of 32 bytes in base64", number, file));
    }
    keys.push_back(*std::move(key));
  }
  if (keys.empty()) {
    return invalid_argument(fmt::format("the master key file {} holds no key", file));
  }
  return MasterKeys(std::move(keys));
}

}  // namespace

Result<MasterKeys> read_master_keys(const std::string& file) {
  const auto status = status_of(file);
  if (!status && errno == ENOENT) return not_found(fmt::format("there is no file {}", file));
  std::ifstream stream(file);
  if (!status || !S_ISREG(status->st_mode) || !stream) {
    return invalid_argument(fmt::format("cannot read the master key file {}", file));
  }
  if ((status->st_mode & S_IRWXO) != 0) {
    return invalid_argument(fmt::format(
        "everybody on this machine can get at the master key file {}: chmod 600 it", file));
  }
  return read_keys(stream, file);
}

Result<void> write_master_keys(const std::string& file, const MasterKeys& keys) {
  const auto folder = std::filesystem::absolute(file).parent_path();
  std::error_code exists_already;
  std::filesystem::create_directories(folder, exists_already);
  const auto temporary = file + ".new";
  ::unlink(temporary.c_str());  // Of a crash.
  {
    const Descriptor made(temporary, O_WRONLY | O_CREAT | O_EXCL);
    const auto before = status_of(file);
    if (!made.is_open() || (before && !made.resemble(*before)) || !made.write(text_of(keys)) ||
        !made.sync()) {
      return cannot("write", temporary);
    }
  }
  if (::rename(temporary.c_str(), file.c_str()) != 0) return cannot("replace", file);
  const Descriptor directory(folder.string(), O_RDONLY | O_DIRECTORY);
  if (!directory.is_open() || !directory.sync()) return cannot("sync the folder of", file);
  return {};
}

}  // namespace penstock::security
