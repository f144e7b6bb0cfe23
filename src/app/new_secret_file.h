#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace penstock::app {

/// A file that is made for a secret: only its owner reads it, and nothing is written over, as what
/// was there may be nowhere else. Confined to one thread.
class NewSecretFile {
 public:
  /// Errors: kInvalidArgument if there is such a file already or it cannot be made.
  static Result<std::unique_ptr<NewSecretFile>> create(const std::string& path);
  /// Without complete() the file goes again.
  ~NewSecretFile();
  NewSecretFile(const NewSecretFile&) = delete;
  NewSecretFile& operator=(const NewSecretFile&) = delete;

  /// Writes all of it, down to the disk. Call once. Errors: kUnavailable.
  Result<void> complete(std::string_view bytes);

 private:
  NewSecretFile(std::string path, int descriptor);

  const std::string path_;
  int descriptor_;
};

}  // namespace penstock::app
