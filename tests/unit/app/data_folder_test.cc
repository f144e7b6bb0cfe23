#include "app/demo/data_folder.h"

#include <fstream>
#include <optional>

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using testing::must;
using testing::TemporaryDirectory;

TEST(DataFolderTest, TemporaryFolderGoesWithAllInIt) {
  std::optional<DataFolder> folder = must(DataFolder::make({}));
  const auto path = folder->path();
  std::ofstream(path / "file") << "content";
  ASSERT_TRUE(std::filesystem::exists(path));

  folder.reset();

  EXPECT_FALSE(std::filesystem::exists(path));
}

TEST(DataFolderTest, NamedFolderIsMadeAndStays) {
  const TemporaryDirectory parent;
  const auto named = std::filesystem::path(parent.path()) / "a" / "b";

  { const auto folder = must(DataFolder::make(named)); }

  EXPECT_TRUE(std::filesystem::is_directory(named));
}

TEST(DataFolderTest, RefusesFolderThatHoldsSomething) {
  const TemporaryDirectory parent;
  std::ofstream(parent.path() + "/file") << "content";

  const auto folder = DataFolder::make(parent.path());

  ASSERT_FALSE(folder.has_value());
  EXPECT_EQ(folder.error().code, ErrorCode::kConflict);
}

TEST(DataFolderTest, SaysWhatCannotBeMade) {
  const auto folder = DataFolder::make("/proc/no/such/place");

  ASSERT_FALSE(folder.has_value());
  EXPECT_NE(folder.error().message.find("/proc/no/such/place"), std::string::npos);
}

}  // namespace
}  // namespace penstock::app
