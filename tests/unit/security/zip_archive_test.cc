#include "security/zip_archive.h"

#include <gmock/gmock.h>

namespace penstock::security {
namespace {

std::string hex(const std::string& bytes) {
  static constexpr const char* kDigits = "0123456789abcdef";
  std::string digits;
  for (const auto byte : bytes) {
    digits.push_back(kDigits[static_cast<unsigned char>(byte) >> 4U]);
    digits.push_back(kDigits[static_cast<unsigned char>(byte) & 0xFU]);
  }
  return digits;
}

/// Golden bytes, of an archive that Info-ZIP's unzip and Python's zipfile read.
TEST(ZipArchiveTest, IsAFileADirectoryAndAnEnd) {
  ZipArchive archive;
  archive.add("a.txt", "hello");
  EXPECT_EQ(hex(archive.finish()),
            "504b0304"
            "1400"
            "0000"
            "0000"
            "0000"
            "2100"
            "86a61036"
            "05000000"
            "05000000"
            "0500"
            "0000"
            "612e747874"
            "68656c6c6f"
            "504b0102"
            "1400"
            "1400"
            "0000"
            "0000"
            "0000"
            "2100"
            "86a61036"
            "05000000"
            "05000000"
            "0500"
            "0000"
            "0000"
            "0000"
            "0000"
            "00000000"
            "00000000"
            "612e747874"
            "504b0506"
            "0000"
            "0000"
            "0100"
            "0100"
            "33000000"
            "28000000"
            "0000");
}

}  // namespace
}  // namespace penstock::security
