#include "documents/write_queue.h"

#include <atomic>
#include <map>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/database_snapshot.h"
#include "kv/memory/memory_engine.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using testing::must;
using testing::TemporaryDatabase;

const DocumentContent kContent{.body = "{}", .metadata = "{}", .collection = "Orders"};

Transaction putting(std::string id) {
  return [id = std::move(id)](WriteContext& context) -> Result<void> {
    TRY(context.put(id, kContent, {}));
    return {};
  };
}

/// A queue without its thread.
class WriteQueueTest : public ::testing::Test {
 protected:
  void write(Transaction transaction) {
    const std::size_t slot = results_.size();
    results_.emplace_back();
    queue_.write(std::move(transaction),
                 [this, slot](Result<void> result) { results_[slot] = std::move(result); });
  }
  bool succeeded(std::size_t slot) const { return results_[slot] && results_[slot]->has_value(); }
  ErrorCode error(std::size_t slot) const { return results_[slot]->error().code; }
  DatabaseSnapshot snapshot() const { return DatabaseSnapshot(must(engine_.snapshot())); }
  bool exists(std::string_view id) const { return must(snapshot().get(id)).has_value(); }

  ManualClock clock_;
  kv::memory::MemoryEngine engine_;
  std::vector<ChangeNotice> notices_;
  std::vector<std::optional<Result<void>>> results_;
  WriteQueue queue_{engine_, must(LocalVersions::make("A", "00112233-4455-6677-8899-aabbccddeeff")),
                    Etag{0}, clock_,
                    [this](const ChangeNotice& notice) { notices_.push_back(notice); }};
};

TEST_F(WriteQueueTest, TransactionsThatWaitShareOneCommit) {
  std::size_t commits = 0;
  engine_.faults().before_commit([&](const kv::WriteBatch&) {
    ++commits;
    return Result<void>();
  });
  for (int i = 0; i < 100; ++i) write(putting(std::to_string(i)));

  EXPECT_FALSE(results_[0].has_value());
  EXPECT_TRUE(queue_.drain_once());

  EXPECT_EQ(commits, 1u);
  for (std::size_t i = 0; i < 100; ++i) EXPECT_TRUE(succeeded(i));
  EXPECT_EQ(must(snapshot().last_etag()), Etag{100});
  ASSERT_EQ(notices_.size(), 1u);
  EXPECT_EQ(notices_[0].last_etag, Etag{100});
  EXPECT_THAT(notices_[0].collections, ElementsAre("orders"));
  EXPECT_FALSE(queue_.drain_once());
}

TEST_F(WriteQueueTest, TransactionSeesThoseMergedBeforeIt) {
  std::optional<Document> seen;
  write(putting("a"));
  write([&](WriteContext& context) -> Result<void> {
    seen = TRY(context.get("A"));
    TRY(context.remove("a", {seen ? seen->change_vector : ""}));
    return {};
  });
  queue_.drain_once();

  EXPECT_TRUE(seen.has_value());
  EXPECT_FALSE(exists("a"));
}

TEST_F(WriteQueueTest, FailedTransactionLeavesNothingAndFailsAlone) {
  write(putting("before"));
  write([](WriteContext& context) -> Result<void> {
    TRY(context.put("undone", kContent, {}));
    TRY(context.remove("before", {}));
    context.put_item("item", "undone");
    return Error{ErrorCode::kConflict, "no"};
  });
  write(putting("after"));
  queue_.drain_once();

  EXPECT_TRUE(succeeded(0));
  EXPECT_EQ(error(1), ErrorCode::kConflict);
  EXPECT_TRUE(succeeded(2));
  EXPECT_TRUE(exists("before"));
  EXPECT_FALSE(exists("undone"));
  EXPECT_FALSE(must(snapshot().get_item("item")).has_value());
  EXPECT_EQ(must(snapshot().get("after"))->etag, Etag{2});
}

TEST_F(WriteQueueTest, FailedCommitFailsItsTransactionsAndFreesTheirEtags) {
  write(putting("a"));
  write([](WriteContext& context) -> Result<void> {
    TRY(context.put("a", kContent, {""}));  // It is there for this one, and never will be.
    return {};
  });
  engine_.faults().fail_next_commits(1, {ErrorCode::kUnavailable, "disk full"});
  queue_.drain_once();

  EXPECT_EQ(error(0), ErrorCode::kUnavailable);
  EXPECT_EQ(error(1), ErrorCode::kUnavailable);
  EXPECT_FALSE(exists("a"));
  EXPECT_THAT(notices_, IsEmpty());

  write(putting("b"));
  queue_.drain_once();

  EXPECT_TRUE(succeeded(2));
  EXPECT_EQ(must(snapshot().get("b"))->etag, Etag{1});
  EXPECT_EQ(must(snapshot().last_etag()), Etag{1});
}

TEST_F(WriteQueueTest, TransactionThatOnlyReadsNeedsNoCommit) {
  engine_.faults().fail_next_commits(1, {ErrorCode::kUnavailable, "disk full"});
  write([](WriteContext& context) -> Result<void> {
    TRY(context.get("a"));
    return {};
  });
  queue_.drain_once();
  EXPECT_TRUE(succeeded(0));
}

TEST_F(WriteQueueTest, QueueIsBounded) {
  for (std::size_t i = 0; i < WriteQueue::kWaitingMax; ++i) write(putting("x"));
  write(putting("too many"));

  ASSERT_TRUE(results_.back().has_value());
  EXPECT_EQ(error(results_.size() - 1), ErrorCode::kUnavailable);
  EXPECT_FALSE(results_.front().has_value());
}

TEST_F(WriteQueueTest, CommitIsBoundedInTransactions) {
  for (std::size_t i = 0; i < WriteQueue::kTransactionsPerCommitMax + 1; ++i) {
    write(putting("x/" + std::to_string(i)));
  }
  queue_.drain_once();
  EXPECT_TRUE(results_[WriteQueue::kTransactionsPerCommitMax - 1].has_value());
  EXPECT_FALSE(results_[WriteQueue::kTransactionsPerCommitMax].has_value());
  queue_.drain_once();
  EXPECT_TRUE(succeeded(WriteQueue::kTransactionsPerCommitMax));
}

TEST_F(WriteQueueTest, CommitIsBoundedInBytes) {
  const std::string large(WriteQueue::kCommitBytesMax / 2, 'x');
  for (int i = 0; i < 3; ++i) {
    write([&large, i](WriteContext& context) -> Result<void> {
      context.put_item(std::to_string(i), large);
      return {};
    });
  }
  queue_.drain_once();
  EXPECT_TRUE(results_[1].has_value());
  EXPECT_FALSE(results_[2].has_value());
  queue_.drain_once();
  EXPECT_TRUE(succeeded(2));
}

TEST_F(WriteQueueTest, StopCompletesWhatWaitsAndRefusesTheRest) {
  write(putting("a"));
  queue_.stop();
  write(putting("b"));

  EXPECT_TRUE(succeeded(0));
  EXPECT_EQ(error(1), ErrorCode::kUnavailable);
  queue_.stop();
}

// Every writer adds one to the same document until it has done so often enough; a lost update
// would show in the sum.
TEST(WriteQueueThreadsTest, WritersWithExpectedVersionsLoseNoUpdate) {
  constexpr int kThreads = 8;
  constexpr int kRounds = 100;
  TemporaryDatabase database;
  database.put("counter", R"({"n":0})");
  const auto add_one = [&] {
    for (int done = 0; done < kRounds;) {
      const auto document = database.get("counter");
      const int n = std::stoi(document->body.substr(5));
      const auto put = database.try_put("counter", R"({"n":)" + std::to_string(n + 1) + "}",
                                        document->change_vector);
      if (put)
        ++done;
      else
        EXPECT_EQ(put.error().code, ErrorCode::kConflict);
    }
  };
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int i = 0; i < kThreads; ++i) threads.emplace_back(add_one);
  }
  EXPECT_EQ(database.get("counter")->body, R"({"n":)" + std::to_string(kThreads * kRounds) + "}");
}

TEST(WriteQueueThreadsTest, GroupCommitLosesNothing) {
  constexpr int kThreads = 8;
  constexpr int kEach = 250;
  TemporaryDatabase database;
  std::atomic<int> heard{0};
  const auto subscription = database->subscribe([&](const ChangeNotice&) { ++heard; });
  {
    std::vector<std::jthread> threads;
    threads.reserve(kThreads);
    for (int t = 0; t < kThreads; ++t) {
      threads.emplace_back([&, t] {
        for (int i = 0; i < kEach; ++i) {
          database.put_in("c" + std::to_string(t), std::to_string(t) + "/" + std::to_string(i));
        }
      });
    }
  }
  database.close();
  database.open();

  const auto changes = database.changes(Etag{0}, {}, {.changes_max = 100'000});
  ASSERT_EQ(changes.size(), static_cast<std::size_t>(kThreads * kEach));
  for (std::size_t i = 0; i < changes.size(); ++i) EXPECT_EQ(changes[i].etag(), Etag{i + 1});
  const auto statistics = must(database->statistics());
  EXPECT_EQ(statistics.documents, changes.size());
  EXPECT_EQ(statistics.collections.size(), static_cast<std::size_t>(kThreads));
  EXPECT_GT(heard, 0);
}

TEST(WriteQueueThreadsTest, FailingCommitsLoseOnlyWhatTheyRefused) {
  TemporaryDatabase database;
  std::atomic<int> commits{0};
  database.faults().before_commit([&](const kv::WriteBatch&) -> Result<void> {
    if (++commits % 3 == 0) return Error{ErrorCode::kUnavailable, "disk full"};
    return {};
  });
  std::vector<std::vector<std::string>> acknowledged(4);
  {
    std::vector<std::jthread> threads;
    threads.reserve(acknowledged.size());
    for (auto& mine : acknowledged) {
      threads.emplace_back([&] {
        const auto thread = std::to_string(&mine - acknowledged.data());
        for (int i = 0; i < 200; ++i) {
          const std::string id = thread + "/" + std::to_string(i);
          if (database.try_put(id, "{}")) mine.push_back(id);
        }
      });
    }
  }
  std::size_t count = 0;
  for (const auto& mine : acknowledged) {
    count += mine.size();
    for (const auto& id : mine) EXPECT_TRUE(database.get(id).has_value()) << id;
  }
  const auto statistics = must(database->statistics());
  EXPECT_EQ(statistics.documents, count);
  EXPECT_EQ(statistics.last_etag, Etag{count});
}

}  // namespace
}  // namespace penstock::documents
