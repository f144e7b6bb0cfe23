#include "etl/stored_checkpoint.h"

#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using penstock::testing::must;
using penstock::testing::TemporaryDatabase;

const ProcessKey kProcess{.source_database_id = "source", .task = "Orders", .script = "S1"};

Position open(TemporaryDatabase& database, Generation generation) {
  Position position;
  EXPECT_OK(database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    position = TRY(open_checkpoint(context, kProcess, generation));
    return {};
  }));
  return position;
}

Result<Position> reopen(TemporaryDatabase& database, Generation generation, Epoch epoch) {
  Position position;
  const auto written =
      database->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
        position = TRY(reopen_checkpoint(context, kProcess, generation, epoch));
        return {};
      });
  if (!written) return written.error();
  return position;
}

Result<void> advance(TemporaryDatabase& database, const Position& from, std::uint64_t to) {
  return database->write_and_wait([&](documents::WriteContext& context) {
    return advance_checkpoint(context, {.process = kProcess, .position = from, .to = {to}});
  });
}

TEST(StoredCheckpointTest, ANewProcessStartsAtZeroAndGoesOnWhereItEnded) {
  TemporaryDatabase database;
  const auto first = open(database, {1});
  EXPECT_EQ(first.etag.value, 0u);
  ASSERT_OK(advance(database, first, 20));
  EXPECT_EQ(open(database, {1}).etag.value, 20u);
}

TEST(StoredCheckpointTest, OpeningShutsOutTheFormerOwner) {
  TemporaryDatabase database;
  const auto former = open(database, {1});
  const auto successor = open(database, {1});
  EXPECT_EQ(advance(database, former, 5).error().code, ErrorCode::kNotOwner);
  EXPECT_OK(advance(database, successor, 5));
}

TEST(StoredCheckpointTest, AnOwnerThatComesBackGoesOnUnderItsEpoch) {
  TemporaryDatabase database;
  const auto opened = open(database, {1});
  ASSERT_OK(advance(database, opened, 5));
  const auto again = must(reopen(database, {1}, opened.epoch));
  EXPECT_EQ(again.epoch, opened.epoch);
  EXPECT_EQ(again.etag.value, 5u);
}

TEST(StoredCheckpointTest, AFormerOwnerThatComesBackIsNoOwner) {
  TemporaryDatabase database;
  const auto former = open(database, {1});
  const auto successor = open(database, {2});
  EXPECT_EQ(reopen(database, {1}, former.epoch).error().code, ErrorCode::kNotOwner);
  EXPECT_OK(advance(database, successor, 5));
}

TEST(StoredCheckpointTest, AnOwnerThatFindsAnOlderCopyOpensIt) {
  TemporaryDatabase database;
  EXPECT_EQ(must(reopen(database, {1}, {7})).etag.value, 0u);
  const auto opened = must(reopen(database, {2}, {7}));
  EXPECT_EQ(opened.generation.value, 2u);
  EXPECT_OK(advance(database, opened, 5));
}

TEST(StoredCheckpointTest, ABatchMustBeginWhereTheLastOneEnded) {
  TemporaryDatabase database;
  const auto position = open(database, {1});
  ASSERT_OK(advance(database, position, 5));
  EXPECT_EQ(advance(database, position, 9).error().code, ErrorCode::kConflict);
}

TEST(StoredCheckpointTest, AnotherGenerationStartsFromTheBeginning) {
  TemporaryDatabase database;
  const auto before = open(database, {1});
  ASSERT_OK(advance(database, before, 5));
  const auto after = open(database, {2});
  EXPECT_EQ(after.etag.value, 0u);
  EXPECT_GT(after.epoch, before.epoch);
  EXPECT_EQ(
      advance(database, {.generation = {1}, .epoch = after.epoch, .etag = {5}}, 6).error().code,
      ErrorCode::kConflict);
}

TEST(StoredCheckpointTest, AnOlderCopyOfTheDestinationHasToBeOpenedAgain) {
  TemporaryDatabase database;
  const auto position = open(database, {1});
  TemporaryDatabase other;
  EXPECT_EQ(advance(other, position, 5).error().code, ErrorCode::kConflict);

  open(other, {1});
  const auto newer = open(database, {1});
  EXPECT_EQ(advance(other, newer, 5).error().code, ErrorCode::kConflict);
}

TEST(StoredCheckpointTest, AProcessOfAnotherSourceIsFoundUntilItIsForgotten) {
  TemporaryDatabase database;
  const auto other_than = [&](std::string_view source) {
    const auto found =
        testing::must(find_other_source(testing::must(database->snapshot()), source));
    return found ? found->source_database_id + " " + found->task + " " + found->script : "none";
  };
  EXPECT_EQ(other_than("source"), "none");
  open(database, {1});
  EXPECT_EQ(other_than("source"), "none");
  EXPECT_EQ(other_than("centre"), "source orders s1");

  EXPECT_OK(database->write_and_wait([](documents::WriteContext& context) -> Result<void> {
    erase_checkpoint(context, kProcess);
    return {};
  }));
  EXPECT_EQ(other_than("centre"), "none");
}

}  // namespace
}  // namespace penstock::etl
