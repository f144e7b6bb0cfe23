#include "patch/scripted_writes.h"

#include <atomic>
#include <condition_variable>
#include <future>
#include <mutex>

#include <fmt/format.h>

#include "support/eventually.h"
#include "unit/patch/patch_test.h"

namespace penstock::patch {
namespace {

using testing::must;
using testing::TemporaryDatabase;

/// A transaction that writes a copy of "a" with one more letter to "a", as a script would.
PreparedTransaction append_letter(const documents::DatabaseSnapshot& snapshot, char letter) {
  const auto document = must(snapshot.get("a"));
  auto body = document ? document->body : std::string(R"({"t":""})");
  body.insert(body.size() - 2, 1, letter);
  const auto content = must(documents::DocumentContent::parse(body));
  return {{{"a", document ? document->change_vector : ""}},
          [content](documents::WriteContext& context) -> Result<void> {
            TRY(context.put("a", content, {}));
            return {};
          }};
}

TEST(ScriptedWritesTest, PreparesAgainWhatOthersHaveChangedMeanwhile) {
  TemporaryDatabase database;
  ScriptedWrites writes;
  int attempts = 0;
  EXPECT_OK(writes.write(*database, "a",
                         [&](const auto& snapshot, const auto&) -> Result<PreparedTransaction> {
                           auto prepared = append_letter(snapshot, 'x');
                           if (++attempts <= 3)
                             database.put("a", fmt::format(R"({{"t":"{}"}})", attempts));
                           return prepared;
                         },
                         {}));
  EXPECT_EQ(attempts, 4);
  EXPECT_EQ(database.get("a")->body, R"({"t":"3x"})");
}

TEST(ScriptedWritesTest, GivesUpAfterManyAttempts) {
  TemporaryDatabase database;
  ScriptedWrites writes;
  int attempts = 0;
  const auto written =
      writes.write(*database, "a",
                   [&](const auto& snapshot, const auto&) -> Result<PreparedTransaction> {
                     auto prepared = append_letter(snapshot, 'x');
                     database.put("a", fmt::format(R"({{"t":"{}"}})", ++attempts));
                     return prepared;
                   },
                   {});
  ASSERT_FALSE(written.has_value());
  EXPECT_EQ(written.error().code, ErrorCode::kConflict);
  EXPECT_EQ(attempts, ScriptedWrites::kAttemptsMax);
}

TEST(ScriptedWritesTest, AConflictOfTheTransactionItselfIsNotTriedAgain) {
  TemporaryDatabase database;
  ScriptedWrites writes;
  int attempts = 0;
  const auto written = writes.write(
      *database, "a",
      [&](const documents::DatabaseSnapshot&, const auto&) -> Result<PreparedTransaction> {
        ++attempts;
        return PreparedTransaction{{}, [](documents::WriteContext&) -> Result<void> {
                                     return Error{ErrorCode::kConflict, "mine"};
                                   }};
      },
      {});
  EXPECT_EQ(written.error().message, "mine");
  EXPECT_EQ(attempts, 1);
}

TEST(ScriptedWritesTest, NothingIsLostWhenManyChangeTheSameDocument) {
  constexpr int kWrites = 200;
  TemporaryDatabase database;
  const std::shared_ptr<documents::Database> shared(&*database, [](auto*) {});
  ScriptedWrites writes;
  std::vector<std::promise<Result<void>>> done(kWrites);
  for (auto& one : done) {
    writes.submit(
        shared, "a",
        [](const auto& snapshot, const auto&) -> Result<PreparedTransaction> {
          return append_letter(snapshot, 'x');
        },
        [&one](Result<void> written) { one.set_value(std::move(written)); });
  }
  for (auto& one : done) EXPECT_OK(one.get_future().get());
  EXPECT_EQ(database.get("a")->body, R"({"t":")" + std::string(kWrites, 'x') + R"("})");
}

TEST(ScriptedWritesTest, RefusesWritesAfterItsStop) {
  TemporaryDatabase database;
  const std::shared_ptr<documents::Database> shared(&*database, [](auto*) {});
  ScriptedWrites writes;
  writes.stop();
  Result<void> answer;
  writes.submit(
      shared, "a",
      [](const auto& snapshot, const auto&) -> Result<PreparedTransaction> {
        return append_letter(snapshot, 'x');
      },
      [&](Result<void> written) { answer = std::move(written); });
  ASSERT_FALSE(answer.has_value());
  EXPECT_EQ(answer.error().code, ErrorCode::kUnavailable);
}

TEST(ScriptedWritesTest, WhatIsUnderWayAndWhatWaitsEndsWithItsStop) {
  constexpr std::size_t kWrites = ScriptedWrites::kThreads * 4;
  TemporaryDatabase database;
  const std::shared_ptr<documents::Database> shared(&*database, [](auto*) {});
  ScriptedWrites writes;
  std::atomic<int> begun = 0;
  std::vector<std::promise<Result<void>>> done(kWrites);
  for (std::size_t i = 0; i < kWrites; ++i) {
    writes.submit(
        shared, std::to_string(i),
        [&](const auto&, const std::stop_token& stop) -> Result<PreparedTransaction> {
          ++begun;
          std::mutex mutex;
          std::unique_lock lock(mutex);
          std::condition_variable_any().wait(lock, stop, [] { return false; });
          return Error{ErrorCode::kCancelled, "told to stop"};
        },
        [&one = done[i]](Result<void> written) { one.set_value(std::move(written)); });
  }
  ASSERT_TRUE(testing::eventually([&] { return begun > 0; }));

  writes.stop();

  for (auto& one : done) EXPECT_EQ(one.get_future().get().error().code, ErrorCode::kCancelled);
}

}  // namespace
}  // namespace penstock::patch
