#include "security/zip_archive.h"

#include <gmock/gmock.h>

#include "base/bytes.h"

namespace penstock::security {
namespace {

/// Golden bytes, of an archive that Info-ZIP's unzip and Python's zipfile read.
TEST(ZipArchiveTest, IsAFileADirectoryAndAnEnd) {
  ZipArchive archive;
  archive.add("a.txt", "hello");
  EXPECT_EQ(to_hex(archive.finish()),
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
