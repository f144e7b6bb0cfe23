#include "security/audit_log.h"

#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/format.h>

namespace penstock::security {
namespace {

Error cannot(std::string_view what, const std::string& file) {
  return {ErrorCode::kUnavailable,
          fmt::format("cannot {} the audit log {}: {}", what, file, std::strerror(errno))};
}

/// Whether the file ends within a line.
bool is_cut_off(int descriptor, off_t size) {
  char last = '\n';
  return size > 0 && ::pread(descriptor, &last, 1, size - 1) == 1 && last != '\n';
}

}  // namespace

Result<std::unique_ptr<AuditLog>> AuditLog::open(Options options) {
  std::unique_ptr<AuditLog> log(new AuditLog(std::move(options)));
  TRY(log->open_file());
  return log;
}

AuditLog::~AuditLog() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<void> AuditLog::append(std::string_view line) {
  const auto text = std::string(line) + '\n';
  const std::lock_guard lock(mutex_);
  if (descriptor_ < 0) TRY(open_file());
  if (bytes_ > 0 && bytes_ + text.size() > options_.bytes_max) TRY(begin_new_file());
  return write(text);
}

std::string AuditLog::predecessor(int number) const {
  return number == 0 ? options_.file : fmt::format("{}.{}", options_.file, number);
}

Result<void> AuditLog::open_file() {
  descriptor_ =
      ::open(options_.file.c_str(), O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, S_IRUSR | S_IWUSR);
  struct stat status {};
  if (descriptor_ < 0 || ::fstat(descriptor_, &status) != 0) return cannot("open", options_.file);
  bytes_ = static_cast<std::uint64_t>(status.st_size);
  if (is_cut_off(descriptor_, status.st_size)) TRY(write("\n"));
  return {};
}

// From the oldest on, so that a crash in between loses none but that one.
Result<void> AuditLog::begin_new_file() {
  for (int number = options_.files_max - 1; number > 0; --number) {
    const auto older = predecessor(number);
    if (std::rename(predecessor(number - 1).c_str(), older.c_str()) != 0 && errno != ENOENT) {
      return cannot("put aside", older);
    }
  }
  if (options_.files_max == 1) ::unlink(options_.file.c_str());
  ::close(descriptor_);
  descriptor_ = -1;
  return open_file();
}

Result<void> AuditLog::write(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const auto written = ::write(descriptor_, rest.data(), rest.size());
    if (written < 0 && errno != EINTR) return cannot("write", options_.file);
    if (written <= 0) continue;
    rest.remove_prefix(static_cast<std::size_t>(written));
    bytes_ += static_cast<std::uint64_t>(written);
  }
  return {};
}

}  // namespace penstock::security
