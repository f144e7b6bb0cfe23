#include "app/import/importer.h"

#include <sstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/import/document_lines.h"
#include "scripted_client.h"
#include "support/assertions.h"

namespace penstock::app {
namespace {

using ::testing::HasSubstr;

class ImporterTest : public ::testing::Test {
 protected:
  Result<void> import(const std::string& text, std::size_t documents_max) {
    std::istringstream input(text);
    DocumentLines lines(input, {.documents_max = documents_max});
    return importer_.run(lines);
  }

  ScriptedClient http_;
  ServerClient server_{http_, "http://127.0.0.1:8080"};
  ManualClock clock_;
  std::size_t reports_ = 0;
  Importer importer_{server_, "shop", clock_, [this](const ImportState&) { ++reports_; }};
};

TEST_F(ImporterTest, SendsBatchAfterBatchAndReports) {
  http_.answer(201, R"({"Results":[]})");
  http_.answer(201, R"({"Results":[]})");

  ASSERT_OK(import("{}\n{}\n{}\n", 2));

  EXPECT_EQ(http_.sent.size(), 2u);
  EXPECT_EQ(reports_, 2u);
  EXPECT_EQ(importer_.state().documents, 3u);
  EXPECT_EQ(importer_.state().bytes_read, 9u);
}

TEST_F(ImporterTest, BadLineStopsAfterWhatWasStoredBefore) {
  http_.answer(201, R"({"Results":[]})");

  const auto done = import("{}\n{}\n{}\nnonsense\n{}\n", 2);

  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("line 4"));
  EXPECT_EQ(http_.sent.size(), 1u);
  EXPECT_EQ(importer_.state().documents, 2u);
  EXPECT_EQ(importer_.state().lines, 2u);
}

TEST_F(ImporterTest, RefusedBatchIsNamedByItsLines) {
  http_.answer(201, R"({"Results":[]})");
  http_.answer(400, R"({"Message":"an id may have 512 bytes"})");

  const auto done = import("{}\n{}\n{}\n{}\n", 2);

  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().message, "lines 3 to 4 not stored: an id may have 512 bytes");
  EXPECT_EQ(importer_.state().documents, 2u);
}

// The server may have committed before the answer was lost.
TEST_F(ImporterTest, TimeoutDoesNotClaimThatNothingWasStored) {
  http_.fail({ErrorCode::kTimeout, "no answer"});

  const auto done = import("{}\n", 2);

  ASSERT_FALSE(done.has_value());
  EXPECT_THAT(done.error().message, HasSubstr("line 1 may have been stored"));
}

}  // namespace
}  // namespace penstock::app
