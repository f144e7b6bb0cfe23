#include "security/audit_log.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::security {
namespace {

namespace fs = std::filesystem;
using ::penstock::testing::must;

class AuditLogTest : public ::testing::Test {
 protected:
  std::unique_ptr<AuditLog> open() {
    return must(AuditLog::open({.file = file_, .bytes_max = 10, .files_max = 3}));
  }
  std::string content(const std::string& suffix = "") {
    std::ifstream stream(file_ + suffix);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  testing::TemporaryDirectory folder_;
  const std::string file_ = folder_.path() + "/audit.log";
};

TEST_F(AuditLogTest, AddsLinesForItsOwnerOnly) {
  const auto log = open();

  must(log->append("one"));
  must(log->append("two"));

  EXPECT_EQ(content(), "one\ntwo\n");
  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(AuditLogTest, GoesOnAfterARestart) {
  must(open()->append("one"));

  must(open()->append("two"));

  EXPECT_EQ(content(), "one\ntwo\n");
}

TEST_F(AuditLogTest, EndsALineThatWasCutOff) {
  std::ofstream(file_) << "half";

  must(open()->append("two"));

  EXPECT_EQ(content(), "half\ntwo\n");
}

TEST_F(AuditLogTest, BeginsANewFileAndKeepsOnlySoMany) {
  const auto log = open();

  for (const auto* line : {"first---", "second--", "third---", "fourth--"}) must(log->append(line));

  EXPECT_EQ(content(), "fourth--\n");
  EXPECT_EQ(content(".1"), "third---\n");
  EXPECT_EQ(content(".2"), "second--\n");
  EXPECT_FALSE(fs::exists(file_ + ".3"));
}

TEST_F(AuditLogTest, ALongLineHasAFileOfItsOwn) {
  const auto log = open();
  must(log->append("one"));

  must(log->append("longer than a file may be"));
  must(log->append("two"));

  EXPECT_EQ(content(".1"), "longer than a file may be\n");
  EXPECT_EQ(content(), "two\n");
}

TEST_F(AuditLogTest, SaysWhatCannotBeOpened) {
  const auto log = AuditLog::open({.file = "/proc/no/such/place"});

  ASSERT_FALSE(log);
  EXPECT_NE(log.error().message.find("/proc/no/such/place"), std::string::npos);
}

}  // namespace
}  // namespace penstock::security
