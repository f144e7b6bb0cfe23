#include <map>
#include <random>

#include <gtest/gtest.h>

#include "documents/commit_tables.h"
#include "documents/counter_reader.h"
#include "support/assertions.h"
#include "support/seed.h"
#include "support/temporary_database.h"
#include "unit/documents/feed_follower.h"

// Random counting, a model of it made of maps, and a follower that sees the change feed only, page
// by page, as an ETL process does: all three must agree.

namespace penstock::documents {
namespace {

using testing::must;
using testing::TemporaryDatabase;

/// The counters of each document, by folded names.
using Counters = std::map<std::string, std::map<std::string, std::int64_t>>;

/// What a destination has that is brought up to date from the feed.
class Follower final : public testing::FeedFollower {
 public:
  Follower() : FeedFollower({ChangeStream::kCounters, ChangeStream::kCounterTombstones}) {}

  /// Of the documents that there are.
  Counters counters() const {
    Counters alive;
    for (const auto& id : documents()) {
      const auto found = counters_.find(id);
      alive[id] = found == counters_.end() ? Counters::mapped_type{} : found->second;
    }
    return alive;
  }

 private:
  void take(const Change& change) override {
    if (const auto* counter = change.as<Counter>())
      counters_[counter->id][counter->name] = counter->value;
    if (const auto* gone = change.as<CounterTombstone>()) counters_[gone->id].erase(gone->name);
  }

  Counters counters_;  ///< As told: a counter may come before its document.
};

class CounterModelTest : public ::testing::Test {
 protected:
  std::size_t pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string random_id() { return "d/" + std::to_string(pick(8)); }
  std::string random_name() { return "c" + std::to_string(pick(5)); }

  void step() {
    const auto id = random_id();
    switch (pick(8)) {
      case 0:
        database_.remove(id);
        model_.erase(id);
        break;
      case 1:
        database_.put(id, "{}");
        model_[id];
        break;
      case 2: fail(id); break;
      default: count(id);
    }
  }

  std::vector<CounterOperation> random_operations() {
    std::vector<CounterOperation> operations(1 + pick(3));
    for (auto& operation : operations) {
      operation.type = static_cast<CounterOperation::Type>(pick(4));
      operation.name = random_name();
      operation.amount = static_cast<std::int64_t>(pick(100)) - 50;
    }
    return operations;
  }

  void count(const std::string& id) {
    const auto operations = random_operations();
    const auto written = database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.tables().counters.apply(id, operations));
      return {};
    });
    const auto document = model_.find(id);
    if (document == model_.end()) return;
    ASSERT_TRUE(written.has_value());
    auto& counters = document->second;
    for (const auto& operation : operations) {
      if (operation.type == CounterOperation::Type::kIncrement) {
        counters[operation.name] += operation.amount;
      } else if (operation.type == CounterOperation::Type::kPut) {
        counters[operation.name] = operation.amount;
      } else if (operation.type == CounterOperation::Type::kDelete) {
        counters.erase(operation.name);
      }
    }
  }
  /// Counts and deletes in a transaction that fails at its end.
  void fail(const std::string& id) {
    const auto written = database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      static_cast<void>(context.tables().counters.apply(id, random_operations()));
      TRY(context.remove(random_id(), {}));
      return invalid_argument("on purpose");
    });
    ASSERT_FALSE(written.has_value());
  }

  void compare() {
    const auto snapshot = must(database_->snapshot());
    const CounterReader reader(snapshot.storage());
    std::uint64_t total = 0;
    for (const auto& [id, counters] : model_) {
      Counters::mapped_type stored;
      std::string names;
      for (const auto& counter : must(reader.all(id))) {
        stored[counter.name] = counter.value;
        names += (names.empty() ? "\"" : ",\"") + counter.name + '"';
      }
      EXPECT_EQ(stored, counters) << id;
      EXPECT_EQ(must(snapshot.get(id))->derived,
                names.empty() ? "" : R"({"@flags":"HasCounters","@counters":[)" + names + "]}")
          << id;
      total += counters.size();
    }
    EXPECT_EQ(must(database_->statistics()).items.of(CountedItem::kCounters), total);
    const ChangeFeed feed(snapshot.storage(), {});
    EXPECT_EQ(must(feed.count(ChangeStream::kCounters, {}, 1'000'000)), total);
    EXPECT_EQ(must(feed.count(ChangeStream::kCounterTombstones, {}, 1'000'000)),
              must(database_->statistics()).items.of(CountedItem::kCounterTombstones));
    while (follower_.follow(snapshot.storage(), 1 + pick(5))) {
    }
    EXPECT_EQ(follower_.counters(), model_);
  }

  std::mt19937 random_{testing::random_seed()};
  TemporaryDatabase database_;
  Counters model_;
  Follower follower_;
};

TEST_F(CounterModelTest, DatabaseModelAndFollowerAgree) {
  for (int i = 0; i < 1'500 && !HasFailure(); ++i) {
    step();
    // A follower that stopped in the middle meets a feed that has moved on.
    if (pick(10) == 0) {
      follower_.follow(must(database_->snapshot()).storage(), 1 + pick(3));
    }
    if (pick(40) == 0) compare();
    if (pick(200) == 0) {
      database_.close();
      database_.open();
    }
  }
  compare();
}

}  // namespace
}  // namespace penstock::documents
