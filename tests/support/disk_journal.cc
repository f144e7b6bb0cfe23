#include "support/disk_journal.h"

#include <algorithm>
#include <filesystem>
#include <system_error>
#include <utility>

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t kBlockBytes = 4096;

std::string folder_of(const std::string& path) { return fs::path(path).parent_path().string(); }

std::string normal(const std::string& path) {
  auto text = fs::path(path).lexically_normal().string();
  if (text.size() > 1 && text.back() == '/') text.pop_back();
  return text;
}

bool exists(const std::string& path) {
  std::error_code ignored;
  return fs::exists(fs::symlink_status(path, ignored));
}

bool move(const std::string& from, const std::string& to) {
  std::error_code error;
  fs::rename(from, to, error);
  return !error;
}

bool chance(std::mt19937& random, unsigned one_in) { return random() % one_in == 0; }

void resize(const std::string& path, std::uint64_t size) {
  std::error_code ignored;  // A file that is gone has nothing to lose.
  fs::resize_file(path, size, ignored);
}

// File systems that write bytes before the length that includes them (ext4 in its ordered mode,
// XFS, btrfs) leave a file cut anywhere after its synced end. Within the last synced block the
// length may be ahead: then zeros stand there.
void drop_unsynced_bytes(const std::string& path, const DiskJournal::Sizes& sizes,
                         std::mt19937& random) {
  if (sizes.written <= sizes.synced || !exists(path)) return;
  if (chance(random, 3)) {
    resize(path, sizes.synced);
    const auto end_of_block = (sizes.synced + kBlockBytes - 1) / kBlockBytes * kBlockBytes;
    resize(path, std::min(end_of_block, sizes.written));
  } else {
    resize(path, sizes.synced + random() % (sizes.written - sizes.synced + 1));
  }
}

}  // namespace

DiskJournal::DiskJournal(std::string trash) : trash_(std::move(trash)) {
  fs::create_directories(trash_);
}

std::shared_ptr<DiskJournal::Sizes> DiskJournal::file_created(const std::string& path) {
  const auto file = normal(path);
  auto sizes = std::make_shared<Sizes>();
  files_[file] = sizes;
  record({Change::Kind::kCreated, file, {}, {}, {}});
  return sizes;
}

std::shared_ptr<DiskJournal::Sizes> DiskJournal::sizes_of(const std::string& path) const {
  const auto found = files_.find(normal(path));
  return found == files_.end() ? nullptr : found->second;
}

void DiskJournal::folder_created(const std::string& path) {
  record({Change::Kind::kCreated, normal(path), {}, {}, {}});
}

void DiskJournal::folder_synced(const std::string& path) {
  const auto folder = normal(path);
  std::erase_if(unsynced_, [&](const Change& change) {
    if (folder_of(change.path) != folder) return false;
    std::error_code ignored;
    if (!change.backup.empty()) fs::remove_all(change.backup, ignored);
    return true;
  });
}

bool DiskJournal::rename(const std::string& from, const std::string& to) {
  Change change{Change::Kind::kRenamed, normal(to), normal(from), {}, {}};
  if (!exists(change.source)) return false;
  if (exists(change.path)) move_to_trash(change);
  if (!move(change.source, change.path)) return false;
  move_sizes(change.source, change.path);
  record(std::move(change));
  return true;
}

bool DiskJournal::remove(const std::string& path) {
  Change change{Change::Kind::kRemoved, normal(path), {}, {}, {}};
  if (!exists(change.path)) return false;
  if (fs::is_directory(change.path) && !fs::is_empty(change.path)) return false;
  move_to_trash(change);
  record(std::move(change));
  return true;
}

void DiskJournal::drop_unsynced(std::mt19937& random) {
  const auto kept = random() % (unsynced_.size() + 1);
  while (unsynced_.size() > kept) {
    undo(unsynced_.back());
    unsynced_.pop_back();
  }
  for (const auto& [path, sizes] : files_) drop_unsynced_bytes(path, *sizes, random);
  unsynced_.clear();
  files_.clear();
}

void DiskJournal::record(Change change) { unsynced_.push_back(std::move(change)); }

void DiskJournal::move_to_trash(Change& change) {
  change.backup = trash_ + "/" + std::to_string(next_backup_++);
  move(change.path, change.backup);
  if (const auto sizes = files_.extract(change.path)) change.backup_sizes = sizes.mapped();
}

// Where the folder of a name is gone as well there is nothing to bring back.
void DiskJournal::undo(const Change& change) {
  std::error_code ignored;
  if (change.kind == Change::Kind::kCreated) {
    fs::remove_all(change.path, ignored);
    files_.erase(change.path);
  } else if (change.kind == Change::Kind::kRenamed) {
    move(change.path, change.source);
    move_sizes(change.path, change.source);
  }
  if (change.backup.empty()) return;
  move(change.backup, change.path);
  if (change.backup_sizes) files_[change.path] = change.backup_sizes;
}

// Of a file, or of all files in a folder.
void DiskJournal::move_sizes(const std::string& from, const std::string& to) {
  std::map<std::string, std::shared_ptr<Sizes>> moved;
  for (const auto& [path, sizes] : files_) {
    const bool inside = path.starts_with(from + "/");
    moved[path == from || inside ? to + path.substr(from.size()) : path] = sizes;
  }
  files_ = std::move(moved);
}

}  // namespace penstock::testing
