#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <ostream>
#include <string>

#include <rocksdb/file_system.h>

namespace penstock::testing {

/// Of a RocksDB, by their names.
enum class FileKind : std::uint8_t {
  kLog,       ///< The write-ahead log.
  kTable,     ///< Also files of large values.
  kManifest,  ///< Which files there are.
  kCurrent,   ///< Which manifest counts, and the file that is renamed to it.
  kOther,
};

FileKind kind_of(const std::string& path);

enum class FileOperation : std::uint8_t { kCreate, kWrite, kSync, kRead, kRename };

enum class FaultEffect : std::uint8_t {
  kBroken,      ///< EIO.
  kFull,        ///< ENOSPC.
  kShortWrite,  ///< Half of what is written is there, then ENOSPC.
};

/// What fails, and how.
struct Fault {
  FileKind file;
  FileOperation operation;
  FaultEffect effect;
};

/// "LogWriteFull".
std::string to_string(const Fault& fault);
void PrintTo(const Fault& fault,  // NOLINT(readability-identifier-naming): gtest's
             std::ostream* out);

/// A disk that fails: the operations of one sort on files of one kind, until it is mended.
/// Thread-safe.
class FaultyFileSystem final : public ::rocksdb::FileSystemWrapper {
 public:
  explicit FaultyFileSystem(const std::shared_ptr<::rocksdb::FileSystem>& target)
      : FileSystemWrapper(target) {}

  const char* Name() const override { return "FaultyFileSystem"; }

  void break_down(const Fault& fault);
  void mend();
  /// Operations that have failed since the last break_down().
  int failures() const;

  ::rocksdb::IOStatus NewWritableFile(const std::string& path,
                                      const ::rocksdb::FileOptions& options,
                                      std::unique_ptr<::rocksdb::FSWritableFile>* file,
                                      ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus NewRandomAccessFile(const std::string& path,
                                          const ::rocksdb::FileOptions& options,
                                          std::unique_ptr<::rocksdb::FSRandomAccessFile>* file,
                                          ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus NewSequentialFile(const std::string& path,
                                        const ::rocksdb::FileOptions& options,
                                        std::unique_ptr<::rocksdb::FSSequentialFile>* file,
                                        ::rocksdb::IODebugContext* debug) override;
  ::rocksdb::IOStatus RenameFile(const std::string& from, const std::string& to,
                                 const ::rocksdb::IOOptions& options,
                                 ::rocksdb::IODebugContext* debug) override;

 private:
  friend class FaultyWritableFile;
  friend class FaultyRandomAccessFile;
  friend class FaultySequentialFile;

  /// What an operation meets; nothing if it works.
  std::optional<FaultEffect> meet(FileKind file, FileOperation operation);
  /// The same as the answer of one that cannot do half of its work.
  ::rocksdb::IOStatus answer(FileKind file, FileOperation operation, const std::string& path);

  template <typename Faulty, typename File>
  ::rocksdb::IOStatus wrap(::rocksdb::IOStatus opened, std::unique_ptr<File> target,
                           const std::string& path, std::unique_ptr<File>* file);

  mutable std::mutex mutex_;
  std::optional<Fault> fault_;
  int failures_ = 0;
};

}  // namespace penstock::testing
