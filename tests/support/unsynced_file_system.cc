#include "support/unsynced_file_system.h"

#include <algorithm>
#include <thread>
#include <utility>

#include <rocksdb/system_clock.h>

namespace penstock::testing {

using ::rocksdb::FileOptions;
using ::rocksdb::FSDirectory;
using ::rocksdb::FSWritableFile;
using ::rocksdb::IODebugContext;
using ::rocksdb::IOOptions;
using ::rocksdb::IOStatus;
using ::rocksdb::Slice;

namespace {

IOStatus done_if(bool success, const std::string& path) {
  if (success) return IOStatus::OK();
  return IOStatus::PathNotFound(path);
}

class ImpatientClock final : public ::rocksdb::SystemClockWrapper {
 public:
  ImpatientClock() : SystemClockWrapper(::rocksdb::SystemClock::Default()) {}

  const char* Name() const override { return "ImpatientClock"; }
  void SleepForMicroseconds(int /*micros*/) override { std::this_thread::yield(); }
};

class Environment final : public ::rocksdb::EnvWrapper {
 public:
  explicit Environment(const std::shared_ptr<::rocksdb::FileSystem>& files)
      : EnvWrapper(std::shared_ptr<::rocksdb::Env>(::rocksdb::NewCompositeEnv(files))) {
    file_system_ = files;
    system_clock_ = std::make_shared<ImpatientClock>();
  }
};

}  // namespace

// One change at a time, none without power. The change that meets the cut does not happen: had it
// happened unnoticed, that would be one of the states which drop_unsynced() can leave.
template <typename Make>
IOStatus UnsyncedFileSystem::change(Make&& make) {
  const std::lock_guard lock(mutex_);
  if (changes_left_) {
    if (*changes_left_ == 0) return IOStatus::IOError("the power is out");
    --*changes_left_;
  }
  return std::forward<Make>(make)();
}

/// A file whose syncs are remembered instead of done, which also makes them cheap.
class UnsyncedFile final : public ::rocksdb::FSWritableFileOwnerWrapper {
 public:
  UnsyncedFile(std::unique_ptr<FSWritableFile> file, UnsyncedFileSystem& system,
               std::shared_ptr<DiskJournal::Sizes> sizes)
      : FSWritableFileOwnerWrapper(std::move(file)), system_(system), sizes_(std::move(sizes)) {}

  IOStatus Append(const Slice& data, const IOOptions& options, IODebugContext* debug) override {
    return system_.change([&] {
      sizes_->written += data.size();
      return target()->Append(data, options, debug);
    });
  }

  IOStatus Append(const Slice& data, const IOOptions& options,
                  const ::rocksdb::DataVerificationInfo& /*verification*/,
                  IODebugContext* debug) override {
    return Append(data, options, debug);
  }

  IOStatus Truncate(std::uint64_t size, const IOOptions& options, IODebugContext* debug) override {
    return system_.change([&] {
      sizes_->written = size;
      sizes_->synced = std::min(sizes_->synced, size);
      return target()->Truncate(size, options, debug);
    });
  }

  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return system_.sync(*sizes_);
  }
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return system_.sync(*sizes_);
  }
  // Starts writing and promises nothing.
  IOStatus RangeSync(std::uint64_t /*offset*/, std::uint64_t /*count*/,
                     const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return IOStatus::OK();
  }

 private:
  UnsyncedFileSystem& system_;
  std::shared_ptr<DiskJournal::Sizes> sizes_;
};

/// What is written over in place is on disk at once, as it may be. Syncs count for all that was
/// ever written to that file.
class FileInPlace final : public ::rocksdb::FSRandomRWFileOwnerWrapper {
 public:
  FileInPlace(std::unique_ptr<::rocksdb::FSRandomRWFile> file, UnsyncedFileSystem& system,
              std::shared_ptr<DiskJournal::Sizes> sizes)
      : FSRandomRWFileOwnerWrapper(std::move(file)), system_(system), sizes_(std::move(sizes)) {}

  IOStatus Sync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return system_.sync(*sizes_);
  }
  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return system_.sync(*sizes_);
  }

 private:
  UnsyncedFileSystem& system_;
  std::shared_ptr<DiskJournal::Sizes> sizes_;
};

class UnsyncedFolder final : public ::rocksdb::FSDirectoryWrapper {
 public:
  UnsyncedFolder(std::unique_ptr<FSDirectory> folder, UnsyncedFileSystem& system, std::string path)
      : FSDirectoryWrapper(std::move(folder)), system_(system), path_(std::move(path)) {}

  IOStatus Fsync(const IOOptions& /*options*/, IODebugContext* /*debug*/) override {
    return system_.change([this] {
      system_.journal_.folder_synced(path_);
      return IOStatus::OK();
    });
  }

  IOStatus FsyncWithDirOptions(const IOOptions& options, IODebugContext* debug,
                               const ::rocksdb::DirFsyncOptions& /*reason*/) override {
    return Fsync(options, debug);
  }

 private:
  UnsyncedFileSystem& system_;
  std::string path_;
};

UnsyncedFileSystem::UnsyncedFileSystem(const std::string& trash)
    : FileSystemWrapper(::rocksdb::FileSystem::Default()), journal_(trash) {}

void UnsyncedFileSystem::cut_power_after(std::uint64_t changes) {
  const std::lock_guard lock(mutex_);
  changes_left_ = changes;
}

bool UnsyncedFileSystem::power_is_out() const {
  const std::lock_guard lock(mutex_);
  return changes_left_ == std::uint64_t{0};
}

void UnsyncedFileSystem::drop_unsynced(std::mt19937& random) {
  const std::lock_guard lock(mutex_);
  journal_.drop_unsynced(random);
  changes_left_.reset();
}

void UnsyncedFileSystem::fail_next_sync(const IOStatus& status) {
  const std::lock_guard lock(mutex_);
  next_sync_ = status;
}

IOStatus UnsyncedFileSystem::sync(DiskJournal::Sizes& sizes) {
  return change([&] {
    if (next_sync_) return *std::exchange(next_sync_, std::nullopt);
    sizes.synced = sizes.written;
    return IOStatus::OK();
  });
}

IOStatus UnsyncedFileSystem::NewWritableFile(const std::string& path, const FileOptions& options,
                                             std::unique_ptr<FSWritableFile>* file,
                                             IODebugContext* debug) {
  return change([&] {
    std::unique_ptr<FSWritableFile> target;
    auto status = target_->NewWritableFile(path, options, &target, debug);
    if (status.ok()) {
      *file = std::make_unique<UnsyncedFile>(std::move(target), *this, journal_.file_created(path));
    }
    return status;
  });
}

// RocksDB does neither with the options of this project; both would have to be remembered.
IOStatus UnsyncedFileSystem::ReopenWritableFile(const std::string& /*path*/,
                                                const FileOptions& /*options*/,
                                                std::unique_ptr<FSWritableFile>* /*file*/,
                                                IODebugContext* /*debug*/) {
  return IOStatus::NotSupported("ReopenWritableFile");
}
IOStatus UnsyncedFileSystem::ReuseWritableFile(const std::string& /*path*/,
                                               const std::string& /*old_path*/,
                                               const FileOptions& /*options*/,
                                               std::unique_ptr<FSWritableFile>* /*file*/,
                                               IODebugContext* /*debug*/) {
  return IOStatus::NotSupported("ReuseWritableFile");
}

IOStatus UnsyncedFileSystem::NewRandomRWFile(const std::string& path, const FileOptions& options,
                                             std::unique_ptr<::rocksdb::FSRandomRWFile>* file,
                                             IODebugContext* debug) {
  std::unique_ptr<::rocksdb::FSRandomRWFile> target;
  auto status = target_->NewRandomRWFile(path, options, &target, debug);
  if (!status.ok()) return status;
  const std::lock_guard lock(mutex_);
  auto sizes = journal_.sizes_of(path);
  if (!sizes) sizes = std::make_shared<DiskJournal::Sizes>();
  *file = std::make_unique<FileInPlace>(std::move(target), *this, std::move(sizes));
  return status;
}

IOStatus UnsyncedFileSystem::NewDirectory(const std::string& path, const IOOptions& options,
                                          std::unique_ptr<FSDirectory>* directory,
                                          IODebugContext* debug) {
  std::unique_ptr<FSDirectory> target;
  auto status = target_->NewDirectory(path, options, &target, debug);
  if (status.ok()) *directory = std::make_unique<UnsyncedFolder>(std::move(target), *this, path);
  return status;
}

IOStatus UnsyncedFileSystem::DeleteFile(const std::string& path, const IOOptions& /*options*/,
                                        IODebugContext* /*debug*/) {
  return change([&] { return done_if(journal_.remove(path), path); });
}

IOStatus UnsyncedFileSystem::CreateDir(const std::string& path, const IOOptions& options,
                                       IODebugContext* debug) {
  return change([&] {
    auto status = target_->CreateDir(path, options, debug);
    if (status.ok()) journal_.folder_created(path);
    return status;
  });
}

IOStatus UnsyncedFileSystem::CreateDirIfMissing(const std::string& path, const IOOptions& options,
                                                IODebugContext* debug) {
  if (target_->FileExists(path, options, debug).ok()) return IOStatus::OK();
  return CreateDir(path, options, debug);
}

IOStatus UnsyncedFileSystem::DeleteDir(const std::string& path, const IOOptions& /*options*/,
                                       IODebugContext* /*debug*/) {
  return change([&] { return done_if(journal_.remove(path), path); });
}

IOStatus UnsyncedFileSystem::RenameFile(const std::string& from, const std::string& to,
                                        const IOOptions& /*options*/, IODebugContext* /*debug*/) {
  return change([&] { return done_if(journal_.rename(from, to), from); });
}

std::shared_ptr<::rocksdb::Env> environment_on(
    const std::shared_ptr<::rocksdb::FileSystem>& files) {
  return std::make_shared<Environment>(files);
}

}  // namespace penstock::testing
