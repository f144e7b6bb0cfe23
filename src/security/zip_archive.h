#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace penstock::security {

/// Makes a ZIP archive of a few small files, uncompressed (APPNOTE.TXT of PKWARE, version 2.0).
/// Confined to one thread.
class ZipArchive {
 public:
  /// `name` is ASCII, without folders.
  void add(std::string_view name, std::string_view content);

  /// The bytes of the archive. Call once, at the end.
  std::string finish();

 private:
  std::string files_;
  std::string directory_;
  std::uint16_t count_ = 0;
};

}  // namespace penstock::security
