#include <map>
#include <random>

#include <gtest/gtest.h>

#include "documents/commit_tables.h"
#include "documents/time_series_reader.h"
#include "support/assertions.h"
#include "support/seed.h"
#include "support/temporary_database.h"
#include "unit/documents/feed_follower.h"

// Random appends, increments and deletes, which split segments and cut them up; a model of maps;
// and a follower that sees the change feed only, page by page, as an ETL process does: all three
// must agree.

namespace penstock::documents {
namespace {

using testing::must;
using testing::TemporaryDatabase;

using Entries = std::map<WallTime, TimeSeriesEntry>;
/// The entries of each series of each document; a document without any has none.
using AllSeries = std::map<std::string, std::map<std::string, Entries>>;

void erase_range(Entries& entries, const TimeRange& range) {
  entries.erase(entries.lower_bound(range.from), entries.upper_bound(range.to));
}

/// What a destination has that is brought up to date from the feed.
class Follower final : public testing::FeedFollower {
 public:
  Follower()
      : FeedFollower({ChangeStream::kTimeSeriesSegments, ChangeStream::kTimeSeriesDeletedRanges}) {}

  AllSeries series() const {
    AllSeries alive;
    for (const auto& id : documents()) {
      auto& own = alive[id];
      if (const auto found = series_.find(id); found != series_.end()) own = found->second;
      std::erase_if(own, [](const auto& one) { return one.second.empty(); });
    }
    return alive;
  }

 private:
  void take(const Change& change) override {
    if (const auto* segment = change.as<TimeSeriesSegment>()) {
      for (const auto& entry : segment->entries) {
        series_[segment->id][segment->name].insert_or_assign(entry.time, entry);
      }
    }
    if (const auto* gone = change.as<TimeSeriesDeletedRange>()) {
      erase_range(series_[gone->id][gone->name], gone->range);
    }
  }

  AllSeries series_;
};

class TimeSeriesModelTest : public ::testing::Test {
 protected:
  std::size_t pick(std::size_t count) {
    return std::uniform_int_distribution<std::size_t>(0, count - 1)(random_);
  }
  std::string random_id() { return "d/" + std::to_string(pick(3)); }
  std::string random_name() { return pick(4) == 0 ? "inc:x" : "s" + std::to_string(pick(2)); }
  WallTime random_time() { return WallTime{std::chrono::milliseconds{pick(20'000)}}; }
  TimeRange random_range() {
    const auto from = random_time();
    return {from, from + std::chrono::milliseconds(pick(2) == 0 ? pick(20) : pick(5'000))};
  }

  std::vector<TimeSeriesEntry> random_entries() {
    std::vector<TimeSeriesEntry> entries(1 + pick(pick(5) == 0 ? 1'500 : 5));
    auto time = random_time();
    const auto is_dense = pick(2) == 0;
    for (auto& entry : entries) {
      entry.time = time;
      entry.values.resize(1 + pick(3), static_cast<double>(pick(1'000)) / 10);
      if (pick(3) == 0) entry.tag = "tag" + std::to_string(pick(3));
      time = is_dense ? time + std::chrono::milliseconds(1) : random_time();
    }
    return entries;
  }

  TimeSeriesChanges random_changes() {
    TimeSeriesChanges changes{
        .name = random_name(), .deletes = {}, .appends = {}, .increments = {}};
    if (pick(3) == 0) changes.deletes.push_back(pick(30) == 0 ? TimeRange{} : random_range());
    if (pick(3) > 0) {
      (is_incremental(changes.name) ? changes.increments : changes.appends) = random_entries();
    }
    return changes;
  }

  Result<void> write(const std::string& id, const TimeSeriesChanges& changes) {
    return database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.tables().time_series.apply(id, changes));
      return {};
    });
  }

  void change(const std::string& id) {
    const auto changes = random_changes();
    const auto written = write(id, changes);
    const auto document = model_.find(id);
    ASSERT_EQ(written.has_value(), document != model_.end());
    if (!written) return;
    auto& entries = document->second[changes.name];
    for (const auto& range : changes.deletes) erase_range(entries, range);
    for (const auto& entry : changes.appends) entries.insert_or_assign(entry.time, entry);
    for (const auto& entry : changes.increments) {
      const auto [there, added] = entries.try_emplace(entry.time, entry);
      if (added) continue;
      auto& values = there->second.values;
      values.resize(std::max(values.size(), entry.values.size()));
      for (std::size_t i = 0; i < entry.values.size(); ++i) values[i] += entry.values[i];
    }
    if (entries.empty()) document->second.erase(changes.name);
  }

  /// A transaction that fails at its end.
  void fail(const std::string& id) {
    const auto written = database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      static_cast<void>(context.tables().time_series.apply(id, random_changes()));
      TRY(context.remove(random_id(), {}));
      return invalid_argument("on purpose");
    });
    ASSERT_FALSE(written.has_value());
  }

  void step() {
    const auto id = random_id();
    switch (pick(30)) {
      case 0:
        database_.remove(id);
        model_.erase(id);
        break;
      case 1:
      case 2:
        database_.put(id, "{}");
        model_[id];
        break;
      case 3: fail(id); break;
      default: change(id);
    }
  }

  void compare() {
    const auto snapshot = must(database_->snapshot());
    const TimeSeriesReader reader(snapshot.storage());
    for (const auto& [id, series] : model_) {
      const auto all = must(reader.all_statistics(id));
      ASSERT_EQ(all.size(), series.size()) << id;
      for (const auto& statistics : all) {
        const auto& entries = series.at(statistics.name);
        EXPECT_EQ(statistics.entries, entries.size());
        EXPECT_EQ(statistics.range, (TimeRange{entries.begin()->first, entries.rbegin()->first}));
        compare(reader, id, statistics.name, entries);
      }
    }
    const ChangeFeed feed(snapshot.storage(), {});
    const auto counts = must(database_->statistics()).items;
    EXPECT_EQ(must(feed.count(ChangeStream::kTimeSeriesSegments, {}, 1'000'000)),
              counts.of(CountedItem::kTimeSeriesSegments));
    EXPECT_EQ(must(feed.count(ChangeStream::kTimeSeriesDeletedRanges, {}, 1'000'000)),
              counts.of(CountedItem::kTimeSeriesDeletedRanges));
    while (follower_.follow(snapshot.storage(), 1 + pick(5))) {
    }
    EXPECT_EQ(follower_.series(), model_);
  }

  void compare(const TimeSeriesReader& reader, const std::string& id, const std::string& name,
               const Entries& entries) {
    const auto range = pick(2) == 0 ? TimeRange{} : random_range();
    const TimeSeriesPage page{.skip = pick(2) == 0 ? 0 : pick(800), .take = 1 + pick(2'000)};
    std::vector<TimeSeriesEntry> expected;
    std::uint64_t total = 0;
    for (const auto& [time, entry] : entries) {
      if (!range.contains(time)) continue;
      if (total++ >= page.skip && expected.size() < page.take) expected.push_back(entry);
    }
    std::vector<TimeSeriesEntry> found;
    EXPECT_EQ(must(reader.read(id, name, range, page,
                               [&](const TimeSeriesEntry& entry) -> Result<void> {
                                 found.push_back(entry);
                                 return {};
                               })),
              total);
    EXPECT_EQ(found, expected) << id << ' ' << name;
  }

  std::mt19937 random_{testing::random_seed()};
  TemporaryDatabase database_;
  AllSeries model_;
  Follower follower_;
};

TEST_F(TimeSeriesModelTest, DatabaseModelAndFollowerAgree) {
  for (int i = 0; i < 1'000 && !HasFailure(); ++i) {
    step();
    // A follower that stopped in the middle meets a feed that has moved on.
    if (pick(10) == 0) follower_.follow(must(database_->snapshot()).storage(), 1 + pick(3));
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
