#include "etl/document/parts.h"

#include <future>

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::document {
namespace {

DocumentCommands commands_of(std::uint64_t etag, std::size_t bytes) {
  return {.document_id = std::to_string(etag),
          .etag = {etag},
          .deletes = {},
          .puts = std::string(bytes, 'x'),
          .items = {}};
}

TEST(PartsTest, PartsFollowOneAnotherAndEndWhereTheBatchDoes) {
  std::vector<DocumentCommands> commands;
  for (std::uint64_t etag = 11; etag <= 15; ++etag) {
    commands.push_back(commands_of(etag, kPartBytes / 2));
  }

  const auto parts = split(commands, {10}, {20});

  ASSERT_EQ(parts.size(), 3u);
  EXPECT_EQ(parts[0].commands.size(), 2u);
  EXPECT_EQ(parts[0].from.value, 10u);
  EXPECT_EQ(parts[0].to.value, 12u);
  EXPECT_EQ(parts[1].from.value, 12u);
  EXPECT_EQ(parts[2].commands.size(), 1u);
  EXPECT_EQ(parts[2].from.value, 14u);
  EXPECT_EQ(parts[2].to.value, 20u);
}

TEST(PartsTest, ABatchThatOnlyMovesThePositionIsOnePart) {
  const auto parts = split({}, {10}, {20});
  ASSERT_EQ(parts.size(), 1u);
  EXPECT_EQ(parts[0].from.value, 10u);
  EXPECT_EQ(parts[0].to.value, 20u);
}

TEST(PartsTest, ALargeDocumentIsAPartOfItsOwn) {
  const std::vector commands{commands_of(1, 10 * kPartBytes), commands_of(2, 1)};
  EXPECT_EQ(split(commands, {0}, {2}).size(), 2u);
}

class PartBodyTest : public ::testing::Test {
 protected:
  PartBody body(std::size_t number) { return {part_, number, "edge", turns_, stop_.get_token()}; }

  const std::vector<DocumentCommands> commands_{commands_of(1, 1)};
  const Part part_{commands_, {0}, {1}};
  Turns turns_;
  std::stop_source stop_;
};

TEST_F(PartBodyTest, TheFirstPartEndsAtOnce) {
  auto first = body(0);
  EXPECT_EQ(testing::must(first.next()),
            "--edge\r\nContent-Disposition: form-data; name=\"main\"\r\n"
            "Content-Type: application/json\r\n\r\n{\"Commands\":[x]}\r\n--edge");
  EXPECT_EQ(testing::must(first.next()), "--\r\n");
  EXPECT_EQ(testing::must(first.next()), std::nullopt);
}

TEST_F(PartBodyTest, APartEndsWhenTheOneBeforeItHasLanded) {
  auto second = body(1);
  testing::must(second.next());
  auto end = std::async(std::launch::async, [&] { return second.next(); });
  turns_.wait_until_sent(1);

  turns_.landed();

  EXPECT_EQ(testing::must(end.get()), "--\r\n");
}

TEST_F(PartBodyTest, APartDoesNotEndWhenTheOneBeforeItFails) {
  auto second = body(1);
  testing::must(second.next());
  auto end = std::async(std::launch::async, [&] { return second.next(); });
  turns_.wait_until_sent(1);

  turns_.fail();

  EXPECT_EQ(end.get().error().code, ErrorCode::kCancelled);
}

TEST_F(PartBodyTest, AStopEndsTheWait) {
  auto second = body(1);
  testing::must(second.next());
  stop_.request_stop();
  EXPECT_EQ(second.next().error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace penstock::etl::document
