#include "security/zip_archive.h"

#include <utility>

#include <zlib.h>

// Numbers are little-endian:
//
//   archive   := file* directory-entry* end
//   file      := "PK\3\4" description content
//   directory-entry := "PK\1\2" version-made-by:u16 description comment-length:u16 disk:u16
//                      internal:u16 external:u32 offset-of-file:u32 name, with the name of the
//                      description behind the last number
//   end       := "PK\5\6" disk:u16 disk:u16 count:u16 count:u16 directory-length:u32
//                directory-offset:u32 comment-length:u16

namespace penstock::security {
namespace {

constexpr std::uint16_t kVersion = 20;
/// 1 January 1980, the first that the format has: the same content makes the same archive.
constexpr std::uint16_t kDate = (1U << 5U) | 1U;

void append_u16(std::string& bytes, std::size_t number) {
  bytes.push_back(static_cast<char>(number & 0xFFU));
  bytes.push_back(static_cast<char>(number >> 8U & 0xFFU));
}

void append_u32(std::string& bytes, std::size_t number) {
  append_u16(bytes, number & 0xFFFFU);
  append_u16(bytes, number >> 16U);
}

/// What file and directory have in common, without the name.
std::string description_of(std::string_view name, std::string_view content) {
  const auto checksum =
      crc32(0, reinterpret_cast<const Bytef*>(content.data()), static_cast<uInt>(content.size()));
  std::string bytes;
  append_u16(bytes, kVersion);
  append_u16(bytes, 0);  // Flags.
  append_u16(bytes, 0);  // Method: stored.
  append_u16(bytes, 0);  // Time.
  append_u16(bytes, kDate);
  append_u32(bytes, checksum);
  append_u32(bytes, content.size());
  append_u32(bytes, content.size());
  append_u16(bytes, name.size());
  append_u16(bytes, 0);  // Extra field.
  return bytes;
}

}  // namespace

void ZipArchive::add(std::string_view name, std::string_view content) {
  const auto description = description_of(name, content);
  directory_ += "PK\1\2";
  append_u16(directory_, kVersion);
  directory_ += description;
  directory_ += std::string(10, '\0');  // No comment, first disk, no attributes.
  append_u32(directory_, files_.size());
  directory_ += name;
  files_ += "PK\3\4";
  files_ += description;
  files_ += name;
  files_ += content;
  ++count_;
}

std::string ZipArchive::finish() {
  auto archive = std::exchange(files_, {});
  const auto directory_offset = archive.size();
  archive += directory_;
  archive += "PK\5\6";
  append_u32(archive, 0);  // Disks.
  append_u16(archive, count_);
  append_u16(archive, count_);
  append_u32(archive, directory_.size());
  append_u32(archive, directory_offset);
  append_u16(archive, 0);  // No comment.
  return archive;
}

}  // namespace penstock::security
