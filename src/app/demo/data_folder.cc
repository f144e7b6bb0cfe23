#include "app/demo/data_folder.h"

#include <cstdlib>
#include <string>
#include <utility>

#include <fmt/format.h>

namespace penstock::app {
namespace {

Error cannot_make(const std::filesystem::path& path, const std::error_code& code) {
  return {ErrorCode::kForbidden, fmt::format("{}: {}", path.string(), code.message())};
}

}  // namespace

Result<DataFolder> DataFolder::make(const std::filesystem::path& named) {
  std::error_code code;
  if (named.empty()) {
    const auto parent = std::filesystem::temp_directory_path(code);
    if (code) return cannot_make("the folder for temporary files", code);
    std::string path = (parent / "penstock-demo-XXXXXX").string();
    if (::mkdtemp(path.data()) == nullptr) {
      return cannot_make(path, {errno, std::generic_category()});
    }
    return DataFolder(path, true);
  }
  std::filesystem::create_directories(named, code);
  if (code) return cannot_make(named, code);
  const bool empty = std::filesystem::is_empty(named, code);
  if (code) return cannot_make(named, code);
  if (!empty) {
    return Error{
        ErrorCode::kConflict,
        fmt::format("{} is not empty; the demo wants a folder of its own", named.string())};
  }
  return DataFolder(std::filesystem::absolute(named, code), false);
}

DataFolder::DataFolder(std::filesystem::path path, bool temporary)
    : path_(std::move(path)), temporary_(temporary) {}

DataFolder::DataFolder(DataFolder&& other) noexcept
    : path_(std::move(other.path_)), temporary_(std::exchange(other.temporary_, false)) {}

DataFolder::~DataFolder() {
  std::error_code ignored;
  if (temporary_) std::filesystem::remove_all(path_, ignored);
}

}  // namespace penstock::app
