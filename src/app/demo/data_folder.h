#pragma once

#include <filesystem>

#include "base/result.h"

namespace penstock::app {

/// The data folder of a demo: a named one, which stays, or a fresh temporary one, which goes with
/// this object unless keep() was called. Confined to one thread.
class DataFolder {
 public:
  /// `named` may be empty. Errors: kForbidden if a folder cannot be made; kConflict if `named`
  /// holds something already.
  static Result<DataFolder> make(const std::filesystem::path& named);

  DataFolder(DataFolder&& other) noexcept;
  DataFolder& operator=(DataFolder&&) = delete;
  DataFolder(const DataFolder&) = delete;
  DataFolder& operator=(const DataFolder&) = delete;
  ~DataFolder();

  const std::filesystem::path& path() const { return path_; }
  bool temporary() const { return temporary_; }
  void keep() { temporary_ = false; }

 private:
  DataFolder(std::filesystem::path path, bool temporary);

  std::filesystem::path path_;
  bool temporary_;
};

}  // namespace penstock::app
