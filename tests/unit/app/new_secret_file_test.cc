#include "app/new_secret_file.h"

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using testing::must;

class NewSecretFileTest : public ::testing::Test {
 protected:
  std::string content() const {
    std::ifstream file(path_);
    return {std::istreambuf_iterator<char>(file), {}};
  }

  testing::TemporaryDirectory folder_;
  std::string path_ = folder_.path() + "/key.zip";
};

TEST_F(NewSecretFileTest, IsForItsOwnerOnly) {
  ASSERT_OK(must(NewSecretFile::create(path_))->complete("secret"));
  EXPECT_EQ(content(), "secret");
  using std::filesystem::perms;
  EXPECT_EQ(std::filesystem::status(path_).permissions(), perms::owner_read | perms::owner_write);
}

TEST_F(NewSecretFileTest, ReplacesNothing) {
  std::ofstream(path_) << "older key";
  EXPECT_FALSE(NewSecretFile::create(path_));
  EXPECT_EQ(content(), "older key");
}

TEST_F(NewSecretFileTest, GoesUnlessItIsComplete) {
  { const auto file = must(NewSecretFile::create(path_)); }
  EXPECT_FALSE(std::filesystem::exists(path_));
}

}  // namespace
}  // namespace penstock::app
