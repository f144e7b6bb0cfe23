#include "app/import/input_file.h"

#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using ::testing::HasSubstr;
using testing::must;

TEST(InputFileTest, FormatIsToldByTheFirstBytes) {
  EXPECT_EQ(guess_format("\x1f\x8b\x08"), ImportFormat::kDump);
  EXPECT_EQ(guess_format(R"({"BuildVersion":72,"Docs":[)"), ImportFormat::kDump);
  EXPECT_EQ(guess_format("{ \"BuildVersion\" : 72"), ImportFormat::kDump);
  EXPECT_EQ(guess_format("\n {\"Name\":1}\n"), ImportFormat::kLines);
  EXPECT_EQ(guess_format("\xEF\xBB\xBF{}"), ImportFormat::kLines);
  EXPECT_EQ(guess_format(""), ImportFormat::kLines);
  EXPECT_EQ(guess_format("\xEF\xBB\xBFid,name\n"), ImportFormat::kCsv);
  EXPECT_EQ(guess_format("\"BuildVersion\",b\n"), ImportFormat::kCsv);
}

TEST(InputFileTest, BeginningIsLookedAtAndReadAllTheSame) {
  const testing::TemporaryDirectory folder;
  const std::string path = folder.path() + "/file";
  const std::string text(100'000, 'x');
  std::ofstream(path) << text;

  const auto input = must(InputFile::open(path));

  EXPECT_FALSE(input->beginning().empty());
  EXPECT_EQ(input->bytes(), text.size());
  EXPECT_EQ(std::string(std::istreambuf_iterator<char>(input->stream()), {}), text);
}

TEST(InputFileTest, WhatCannotBeReadIsNamed) {
  const testing::TemporaryDirectory folder;

  EXPECT_THAT(InputFile::open(folder.path() + "/none").error().message,
              HasSubstr("/none: No such file"));
  EXPECT_THAT(InputFile::open(folder.path()).error().message, HasSubstr("is a directory"));
}

}  // namespace
}  // namespace penstock::app
