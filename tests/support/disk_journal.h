#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <random>
#include <string>
#include <vector>

namespace penstock::testing {

/// Remembers what a power cut would lose: bytes written to a file and not synced, and names made,
/// changed or removed in a folder that was not synced. It is told of each change, made on the real
/// disk, and can bring that disk to a state in which a power cut may have left it.
///
/// Names survive in the order in which they were changed, as with a journalling file system, up to
/// a point that chance decides; a synced folder has passed that point. Confined to one thread.
class DiskJournal {
 public:
  struct Sizes {
    std::uint64_t written = 0;
    std::uint64_t synced = 0;
  };

  /// `trash` is a folder on the same disk for files that may have to come back.
  explicit DiskJournal(std::string trash);

  /// A file was made, or is about to be written anew. The sizes are for the writer to keep.
  std::shared_ptr<Sizes> file_created(const std::string& path);
  /// Those of a file that was made here; null for another.
  std::shared_ptr<Sizes> sizes_of(const std::string& path) const;
  void folder_created(const std::string& path);
  void folder_synced(const std::string& path);

  /// These also make the change. False if the disk refused.
  bool rename(const std::string& from, const std::string& to);
  bool remove(const std::string& path);

  /// What a power cut leaves: all that was synced and, as chance has it, some of the rest. No file
  /// may be open for writing.
  void drop_unsynced(std::mt19937& random);

 private:
  struct Change {
    enum class Kind : std::uint8_t { kCreated, kRenamed, kRemoved };
    Kind kind;
    std::string path;    // The name that is there now, or is gone.
    std::string source;  // Of kRenamed: the name before.
    std::string backup;  // In the trash: what had `path` before. Empty if nothing had.
    std::shared_ptr<Sizes> backup_sizes;
  };

  void record(Change change);
  void move_to_trash(Change& change);
  void undo(const Change& change);
  void move_sizes(const std::string& from, const std::string& to);

  std::string trash_;
  std::uint64_t next_backup_ = 0;
  std::map<std::string, std::shared_ptr<Sizes>> files_;
  std::vector<Change> unsynced_;  // Oldest first.
};

}  // namespace penstock::testing
