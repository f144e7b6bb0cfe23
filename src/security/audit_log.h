#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::security {

/// Lines that are only ever added, in a file and its predecessors: "audit.log", then "audit.log.1",
/// which is the one before it, and so on. A line that was added survives the end of this program;
/// one that the power cut off half is ended before the next. Thread-safe.
class AuditLog {
 public:
  struct Options {
    std::string file;
    std::uint64_t bytes_max = std::uint64_t{16} << 20;  ///< Of a file; then a new one begins.
    int files_max = 10;  ///< With the one that is written; the oldest goes.
  };
  /// Makes the file, for its owner only, or goes on with it. Errors: kUnavailable.
  static Result<std::unique_ptr<AuditLog>> open(Options options);
  ~AuditLog();
  AuditLog(const AuditLog&) = delete;
  AuditLog& operator=(const AuditLog&) = delete;

  /// `line` has no line break. Errors: kUnavailable.
  Result<void> append(std::string_view line);

 private:
  explicit AuditLog(Options options) : options_(std::move(options)) {}

  std::string predecessor(int number) const;
  Result<void> open_file();
  Result<void> begin_new_file();
  Result<void> write(const std::string& text);

  const Options options_;
  std::mutex mutex_;
  int descriptor_ = -1;
  std::uint64_t bytes_ = 0;
};

}  // namespace penstock::security
