#include "support/faulty_file_system.h"

#include <array>
#include <filesystem>
#include <utility>

namespace penstock::testing {

using ::rocksdb::FileOptions;
using ::rocksdb::FSRandomAccessFile;
using ::rocksdb::FSReadRequest;
using ::rocksdb::FSSequentialFile;
using ::rocksdb::FSWritableFile;
using ::rocksdb::IODebugContext;
using ::rocksdb::IOOptions;
using ::rocksdb::IOStatus;
using ::rocksdb::Slice;

namespace {

// In the words of RocksDB's own file system.
IOStatus failure(FaultEffect effect, const std::string& path) {
  if (effect == FaultEffect::kBroken) return IOStatus::IOError(path, "Input/output error");
  auto full = IOStatus::NoSpace(path, "No space left on device");
  full.SetRetryable(true);
  return full;
}

}  // namespace

FileKind kind_of(const std::string& path) {
  const auto name = std::filesystem::path(path).filename().string();
  if (name.ends_with(".log")) return FileKind::kLog;
  if (name.ends_with(".sst") || name.ends_with(".blob")) return FileKind::kTable;
  if (name.starts_with("MANIFEST-")) return FileKind::kManifest;
  if (name == "CURRENT" || name.ends_with(".dbtmp")) return FileKind::kCurrent;
  return FileKind::kOther;
}

std::string to_string(const Fault& fault) {
  constexpr std::array kFiles = {"Log", "Table", "Manifest", "Current", "Other"};
  constexpr std::array kOperations = {"Create", "Write", "Sync", "Read", "Rename"};
  constexpr std::array kEffects = {"Broken", "Full", "Short"};
  return std::string(kFiles.at(static_cast<std::size_t>(fault.file))) +
         kOperations.at(static_cast<std::size_t>(fault.operation)) +
         kEffects.at(static_cast<std::size_t>(fault.effect));
}

void PrintTo(const Fault& fault,  // NOLINT(readability-identifier-naming): gtest's
             std::ostream* out) {
  *out << to_string(fault);
}

class FaultyWritableFile final : public ::rocksdb::FSWritableFileOwnerWrapper {
 public:
  FaultyWritableFile(std::unique_ptr<FSWritableFile> file, FaultyFileSystem& system,
                     std::string path)
      : FSWritableFileOwnerWrapper(std::move(file)), system_(system), path_(std::move(path)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    const auto met = system_.meet(kind_of(path_), FileOperation::kWrite);
    if (!met) return target()->Append(data, options, debug);
    if (*met == FaultEffect::kShortWrite) {
      target()->Append(Slice(data.data(), data.size() / 2), options, debug).PermitUncheckedError();
    }
    return failure(*met, path_);
  }
  IOStatus Append(const Slice& data, const IOOptions& options,
                  const ::rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }

  IOStatus Sync(const IOOptions& options, IODebugContext* debug) override {
    auto status = system_.answer(kind_of(path_), FileOperation::kSync, path_);
    return status.ok() ? target()->Sync(options, debug) : status;
  }
  IOStatus Fsync(const IOOptions& options, IODebugContext* debug) override {
    auto status = system_.answer(kind_of(path_), FileOperation::kSync, path_);
    return status.ok() ? target()->Fsync(options, debug) : status;
  }

 private:
  FaultyFileSystem& system_;
  std::string path_;
};

class FaultyRandomAccessFile final : public ::rocksdb::FSRandomAccessFileOwnerWrapper {
 public:
  FaultyRandomAccessFile(std::unique_ptr<FSRandomAccessFile> file, FaultyFileSystem& system,
                         std::string path)
      : FSRandomAccessFileOwnerWrapper(std::move(file)), system_(system), path_(std::move(path)) {}

  IOStatus Read(std::uint64_t offset, std::size_t count, const IOOptions& options, Slice* result,
                char* scratch, IODebugContext* debug) const override {
    auto status = system_.answer(kind_of(path_), FileOperation::kRead, path_);
    return status.ok() ? target()->Read(offset, count, options, result, scratch, debug) : status;
  }

  IOStatus MultiRead(FSReadRequest* requests, std::size_t count, const IOOptions& options,
                     IODebugContext* debug) override {
    auto status = system_.answer(kind_of(path_), FileOperation::kRead, path_);
    if (status.ok()) return target()->MultiRead(requests, count, options, debug);
    for (std::size_t i = 0; i < count; ++i) requests[i].status = status;
    return IOStatus::OK();
  }

  IOStatus Prefetch(std::uint64_t /*offset*/, std::size_t /*count*/, const IOOptions& /*options*/,
                    IODebugContext* /*debug*/) override {
    return IOStatus::NotSupported();
  }

 private:
  FaultyFileSystem& system_;
  std::string path_;
};

class FaultySequentialFile final : public ::rocksdb::FSSequentialFileOwnerWrapper {
 public:
  FaultySequentialFile(std::unique_ptr<FSSequentialFile> file, FaultyFileSystem& system,
                       std::string path)
      : FSSequentialFileOwnerWrapper(std::move(file)), system_(system), path_(std::move(path)) {}

  IOStatus Read(std::size_t count, const IOOptions& options, Slice* result, char* scratch,
                IODebugContext* debug) override {
    auto status = system_.answer(kind_of(path_), FileOperation::kRead, path_);
    return status.ok() ? target()->Read(count, options, result, scratch, debug) : status;
  }

 private:
  FaultyFileSystem& system_;
  std::string path_;
};

void FaultyFileSystem::break_down(const Fault& fault) {
  const std::lock_guard lock(mutex_);
  fault_ = fault;
  failures_ = 0;
}

void FaultyFileSystem::mend() {
  const std::lock_guard lock(mutex_);
  fault_.reset();
}

int FaultyFileSystem::failures() const {
  const std::lock_guard lock(mutex_);
  return failures_;
}

std::optional<FaultEffect> FaultyFileSystem::meet(FileKind file, FileOperation operation) {
  const std::lock_guard lock(mutex_);
  if (!fault_ || fault_->file != file || fault_->operation != operation) return std::nullopt;
  ++failures_;
  return fault_->effect;
}

IOStatus FaultyFileSystem::answer(FileKind file, FileOperation operation, const std::string& path) {
  const auto met = meet(file, operation);
  return met ? failure(*met, path) : IOStatus::OK();
}

/// `file` is `target` on this disk, if it was opened.
template <typename Faulty, typename File>
IOStatus FaultyFileSystem::wrap(IOStatus opened, std::unique_ptr<File> target,
                                const std::string& path, std::unique_ptr<File>* file) {
  if (opened.ok()) *file = std::make_unique<Faulty>(std::move(target), *this, path);
  return opened;
}

IOStatus FaultyFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                           std::unique_ptr<FSWritableFile>* file,
                                           IODebugContext* debug) {
  auto status = answer(kind_of(path), FileOperation::kCreate, path);
  std::unique_ptr<FSWritableFile> target;
  if (status.ok()) status = target_->NewWritableFile(path, options, &target, debug);
  return wrap<FaultyWritableFile>(std::move(status), std::move(target), path, file);
}

IOStatus FaultyFileSystem::NewRandomAccessFile(const std::string& path, const FileOptions& options,
                                               std::unique_ptr<FSRandomAccessFile>* file,
                                               IODebugContext* debug) {
  std::unique_ptr<FSRandomAccessFile> target;
  auto status = target_->NewRandomAccessFile(path, options, &target, debug);
  return wrap<FaultyRandomAccessFile>(std::move(status), std::move(target), path, file);
}

IOStatus FaultyFileSystem::NewSequentialFile(const std::string& path, const FileOptions& options,
                                             std::unique_ptr<FSSequentialFile>* file,
                                             IODebugContext* debug) {
  std::unique_ptr<FSSequentialFile> target;
  auto status = target_->NewSequentialFile(path, options, &target, debug);
  return wrap<FaultySequentialFile>(std::move(status), std::move(target), path, file);
}

IOStatus FaultyFileSystem::RenameFile(const std::string& from, const std::string& to,
                                      const IOOptions& options, IODebugContext* debug) {
  auto status = answer(kind_of(to), FileOperation::kRename, to);
  return status.ok() ? target_->RenameFile(from, to, options, debug) : status;
}

}  // namespace penstock::testing
