#include "security/master_key_file.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::security {
namespace {

namespace fs = std::filesystem;
using ::penstock::testing::must;
using ::testing::HasSubstr;

class MasterKeyFileTest : public ::testing::Test {
 protected:
  void write(const std::string& text) {
    std::ofstream(file_) << text;
    fs::permissions(file_, fs::perms::owner_read | fs::perms::owner_write);
  }
  std::string refusal() {
    const auto read = read_master_keys(file_);
    return read ? "it was read" : read.error().message;
  }

  testing::TemporaryDirectory folder_;
  const std::string file_ = folder_.path() + "/keys/master.key";
};

TEST_F(MasterKeyFileTest, KeepsTheKeysInTheirOrder) {
  const auto keys = MasterKeys::make().rotated();

  must(write_master_keys(file_, keys));

  const auto read = must(read_master_keys(file_));
  ASSERT_EQ(read.all().size(), 2u);
  EXPECT_EQ(read.all()[0].text(), keys.all()[0].text());
  EXPECT_EQ(read.all()[1].text(), keys.all()[1].text());
}

TEST_F(MasterKeyFileTest, ANewFileIsForItsOwnerOnly) {
  must(write_master_keys(file_, MasterKeys::make()));

  EXPECT_EQ(fs::status(file_).permissions(), fs::perms::owner_read | fs::perms::owner_write);
}

TEST_F(MasterKeyFileTest, AReplacedFileKeepsItsMode) {
  constexpr auto kMode = fs::perms::owner_read | fs::perms::owner_write | fs::perms::group_read;
  must(write_master_keys(file_, MasterKeys::make()));
  fs::permissions(file_, kMode);

  must(write_master_keys(file_, MasterKeys::make()));

  EXPECT_EQ(fs::status(file_).permissions(), kMode);
}

TEST_F(MasterKeyFileTest, WhatACrashLeftIsNotInTheWay) {
  must(write_master_keys(file_, MasterKeys::make()));
  std::ofstream(file_ + ".new") << "half of a k";
  const auto keys = MasterKeys::make();

  must(write_master_keys(file_, keys));

  EXPECT_EQ(must(read_master_keys(file_)).newest().id(), keys.newest().id());
  EXPECT_FALSE(fs::exists(file_ + ".new"));
}

TEST_F(MasterKeyFileTest, NoFileIsNotFound) {
  EXPECT_EQ(read_master_keys(file_).error().code, ErrorCode::kNotFound);
}

TEST_F(MasterKeyFileTest, SaysWhatIsWrong) {
  fs::create_directories(folder_.path() + "/keys");
  write("# nothing\n\n");
  EXPECT_THAT(refusal(), HasSubstr("holds no key"));
  write("# next is wrong\nhunter2\n");
  EXPECT_THAT(refusal(), HasSubstr("line 2 of the master key file " + file_));
  EXPECT_THAT(refusal(), ::testing::Not(HasSubstr("hunter2")));
}

TEST_F(MasterKeyFileTest, RefusesAFileThatEverybodyCanRead) {
  must(write_master_keys(file_, MasterKeys::make()));
  fs::permissions(file_, fs::perms::others_read, fs::perm_options::add);

  EXPECT_THAT(refusal(), HasSubstr("chmod 600"));
}

TEST_F(MasterKeyFileTest, SaysWhatCannotBeWritten) {
  const auto written = write_master_keys("/proc/no/such/place", MasterKeys::make());

  ASSERT_FALSE(written);
  EXPECT_THAT(written.error().message, HasSubstr("/proc/no/such/place"));
}

}  // namespace
}  // namespace penstock::security
