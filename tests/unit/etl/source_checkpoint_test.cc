#include "etl/source_checkpoint.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using penstock::testing::must;
using penstock::testing::TemporaryDatabase;

const ProcessKey kProcess{.source_database_id = "source", .task = "Orders", .script = "S1"};

TEST(SourceCheckpointTest, GoesOnWhereTheLastBatchEnded) {
  TemporaryDatabase database;
  const SourceCheckpoint checkpoint(*database);
  const auto opened = must(checkpoint.open(kProcess, {1}, {}));
  EXPECT_OK(checkpoint.advance({.process = kProcess, .position = opened, .to = {7}}));

  const auto again = must(checkpoint.open(kProcess, {1}, opened.epoch));

  EXPECT_EQ(again.epoch, opened.epoch);
  EXPECT_EQ(again.etag, Etag{7});
}

TEST(SourceCheckpointTest, ShutsOutAFormerOwner) {
  TemporaryDatabase database;
  const SourceCheckpoint checkpoint(*database);
  const auto former = must(checkpoint.open(kProcess, {1}, {}));
  must(checkpoint.open(kProcess, {1}, {}));

  EXPECT_EQ(checkpoint.open(kProcess, {1}, former.epoch).error().code, ErrorCode::kNotOwner);
}

TEST(SourceCheckpointTest, FindsAPositionOfItsGenerationUntilItIsErased) {
  TemporaryDatabase database;
  const SourceCheckpoint checkpoint(*database);
  EXPECT_EQ(must(checkpoint.find(kProcess, {1})), std::nullopt);
  const auto opened = must(checkpoint.open(kProcess, {1}, {}));
  EXPECT_OK(checkpoint.advance({.process = kProcess, .position = opened, .to = {7}}));

  EXPECT_EQ(must(checkpoint.find(kProcess, {1})), Etag{7});
  EXPECT_EQ(must(checkpoint.find(kProcess, {2})), std::nullopt);

  EXPECT_OK(checkpoint.erase(kProcess));
  EXPECT_EQ(must(checkpoint.find(kProcess, {1})), std::nullopt);
}

}  // namespace
}  // namespace penstock::etl
