#include "documents/time_series_table.h"

#include <limits>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/commit_tables.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_reader.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using testing::TemporaryDatabase;

WallTime second(std::int64_t count) { return WallTime{std::chrono::seconds{count}}; }
TimeSeriesEntry entry(std::int64_t time, double value, std::string tag = "") {
  return {second(time), {value}, std::move(tag)};
}

class TimeSeriesTableTest : public ::testing::Test {
 protected:
  TimeSeriesTableTest() { database_.put_in("Users", "Users/1"); }

  Result<void> apply(const TimeSeriesChanges& changes, const std::string& id = "users/1") {
    return database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.tables().time_series.apply(id, changes));
      return {};
    });
  }
  void append(std::vector<TimeSeriesEntry> entries, const std::string& name = "Pulse") {
    must(apply({.name = name, .deletes = {}, .appends = std::move(entries), .increments = {}}));
  }
  void remove(TimeRange range, const std::string& name = "Pulse") {
    must(apply({.name = name, .deletes = {range}, .appends = {}, .increments = {}}));
  }
  Result<void> increment(std::vector<TimeSeriesEntry> entries, const std::string& name) {
    return apply({.name = name, .deletes = {}, .appends = {}, .increments = std::move(entries)});
  }
  /// A segment that is full, at every even second from 0.
  void fill_segment() {
    std::vector<TimeSeriesEntry> entries;
    for (std::size_t i = 0; i < kSegmentEntriesMax; ++i) {
      entries.push_back(entry(static_cast<std::int64_t>(i) * 2, 1));
    }
    append(std::move(entries));
  }

  /// "10=1.5", "20=2,3 of tag".
  std::vector<std::string> read(const TimeRange& range = {}, const TimeSeriesPage& page = {},
                                const std::string& name = "pulse") {
    std::vector<std::string> lines;
    const auto view = snapshot();
    total_ = must(
        TimeSeriesReader(view.storage())
            .read("USERS/1", name, range, page, [&](const TimeSeriesEntry& read) -> Result<void> {
              lines.push_back(text(read));
              return {};
            }));
    return lines;
  }
  static std::string text(const TimeSeriesEntry& entry) {
    const auto time = std::chrono::floor<std::chrono::seconds>(entry.time.time_since_epoch());
    return fmt::format("{}={}{}", time.count(), fmt::join(entry.values, ","),
                       entry.tag.empty() ? "" : " of " + entry.tag);
  }
  std::vector<TimeSeriesStatistics> statistics() {
    return must(TimeSeriesReader(snapshot().storage()).all_statistics("users/1"));
  }
  std::string derived() { return database_.get("users/1")->derived; }

  /// "3 Pulse +2" for a segment of two entries, "4 Pulse -[1..9]" for a deleted range, "1 Users/1"
  /// and "5 Users/1 gone" for documents.
  std::vector<std::string> feed(const std::vector<std::string>& collections = {}) {
    constexpr std::array kAll = {ChangeStream::kDocuments, ChangeStream::kTombstones,
                                 ChangeStream::kTimeSeriesSegments,
                                 ChangeStream::kTimeSeriesDeletedRanges};
    const auto view = snapshot();
    std::vector<std::string> lines;
    for (const auto& change :
         must(ChangeFeed(view.storage(), collections, kAll).read(Etag{}, {}))) {
      std::string line = std::to_string(change.etag().value) + " ";
      if (const auto* segment = change.as<TimeSeriesSegment>()) {
        line += fmt::format("{} +{}", segment->name, segment->entries.size());
      } else if (const auto* gone = change.as<TimeSeriesDeletedRange>()) {
        line +=
            fmt::format("{} -[{}..{}]", gone->name, count(gone->range.from), count(gone->range.to));
      } else {
        line += change.id() + (change.tombstone() == nullptr ? "" : " gone");
      }
      lines.push_back(line);
    }
    return lines;
  }
  static std::string count(WallTime time) {
    if (time == kFirstTime || time == kLastTime) return "*";
    return std::to_string(
        std::chrono::floor<std::chrono::seconds>(time.time_since_epoch()).count());
  }
  DatabaseSnapshot snapshot() { return must(database_->snapshot()); }
  ItemCounts counts() { return must(database_->statistics()).items; }

  TemporaryDatabase database_;
  std::uint64_t total_ = 0;  ///< As the last read() found it.
};

TEST_F(TimeSeriesTableTest, ReadsWhatWasAppendedInTheOrderOfTime) {
  append({entry(30, 3), entry(10, 1, "watch")});
  append({{second(20), {2, 2.5}, ""}});
  EXPECT_THAT(read(), ElementsAre("10=1 of watch", "20=2,2.5", "30=3"));
  EXPECT_THAT(read({second(10), second(20)}), ElementsAre("10=1 of watch", "20=2,2.5"));
  EXPECT_THAT(read({second(11), second(19)}), IsEmpty());
  EXPECT_THAT(read({}, {}, "other"), IsEmpty());
}

TEST_F(TimeSeriesTableTest, TheLaterOfTwoEntriesOfOneTimeStays) {
  append({entry(10, 1, "old"), entry(20, 2)});
  append({entry(10, 5, "first"), entry(10, 6, "second")});
  EXPECT_THAT(read(), ElementsAre("10=6 of second", "20=2"));
  EXPECT_EQ(statistics().at(0).entries, 2u);
}

TEST_F(TimeSeriesTableTest, ReadsPagesAndCountsTheRange) {
  fill_segment();
  append({entry(5'000, 2), entry(6'000, 3)});
  EXPECT_THAT(read({second(1'020), kLastTime}, {.skip = 1, .take = 2}),
              ElementsAre("1022=1", "5000=2"));
  EXPECT_EQ(total_, 4u);
  EXPECT_THAT(read({}, {.skip = 512, .take = 1}), ElementsAre("5000=2"));
  EXPECT_EQ(total_, 514u);
  EXPECT_THAT(read({}, {.skip = 600}), IsEmpty());
}

TEST_F(TimeSeriesTableTest, TheDocumentListsItsSeriesByTheirFirstSpelling) {
  append({entry(10, 1)}, "Steps");
  append({entry(10, 1)}, "Pulse");
  append({entry(20, 1)}, "PULSE");
  EXPECT_EQ(derived(), R"({"@flags":"HasTimeSeries","@timeseries":["Pulse","Steps"]})");
  remove({}, "pulse");
  EXPECT_EQ(derived(), R"({"@flags":"HasTimeSeries","@timeseries":["Steps"]})");
  remove({}, "steps");
  EXPECT_EQ(derived(), "");
}

TEST_F(TimeSeriesTableTest, OnlyANewSeriesMakesANewVersionOfTheDocument) {
  append({entry(10, 1)});
  const auto etag = database_.get("users/1")->etag;
  append({entry(20, 1)});
  remove({second(10), second(10)});
  EXPECT_EQ(database_.get("users/1")->etag, etag);
}

TEST_F(TimeSeriesTableTest, StatisticsSayHowManyFromWhenToWhen) {
  fill_segment();
  append({entry(-5, 2), entry(9'000, 3)});
  const auto series = statistics().at(0);
  EXPECT_EQ(series.name, "Pulse");
  EXPECT_EQ(series.entries, kSegmentEntriesMax + 2);
  EXPECT_EQ(series.range, (TimeRange{second(-5), second(9'000)}));
}

TEST_F(TimeSeriesTableTest, TheFeedHasEachSegmentAtItsLatestEtag) {
  append({entry(10, 1)});
  append({entry(20, 1)});
  EXPECT_THAT(feed(), ElementsAre("3 Users/1", "4 Pulse +2"));
  EXPECT_THAT(feed({"users"}), ElementsAre("3 Users/1", "4 Pulse +2"));
  EXPECT_THAT(feed({"others"}), IsEmpty());
}

TEST_F(TimeSeriesTableTest, AFullSegmentKeepsItsEtagWhenTheSeriesGrows) {
  fill_segment();
  append({entry(5'000, 1)});
  EXPECT_THAT(feed(), ElementsAre("2 Pulse +512", "3 Users/1", "4 Pulse +1"));
}

TEST_F(TimeSeriesTableTest, AFullSegmentIsHalvedByWhatComesBetween) {
  fill_segment();
  append({entry(101, 1)});
  EXPECT_THAT(feed(), ElementsAre("3 Users/1", "4 Pulse +256", "5 Pulse +257"));
  EXPECT_EQ(counts().of(CountedItem::kTimeSeriesSegments), 2u);
}

TEST_F(TimeSeriesTableTest, WhatIsThereAlreadyChangesNothing) {
  append({entry(10, 1), entry(20, 2)});
  const auto before = feed();
  append({entry(20, 2)});
  remove({second(11), second(19)});
  remove({}, "never there");
  EXPECT_EQ(feed(), before);
}

TEST_F(TimeSeriesTableTest, ADeletedRangeIsInTheFeedBeforeWhatIsLeft) {
  append({entry(10, 1), entry(20, 2), entry(30, 3)});
  remove({second(15), second(20)});
  EXPECT_THAT(read(), ElementsAre("10=1", "30=3"));
  EXPECT_THAT(feed(), ElementsAre("3 Users/1", "4 Pulse -[15..20]", "5 Pulse +2"));
  EXPECT_EQ(counts().of(CountedItem::kTimeSeriesDeletedRanges), 1u);
}

TEST_F(TimeSeriesTableTest, DeletesWholeSegmentsAndPartsAtBothEnds) {
  fill_segment();
  append({entry(5'000, 2), entry(6'000, 3)});
  remove({second(1'000), second(5'000)});
  EXPECT_THAT(read({second(990), kLastTime}),
              ElementsAre("990=1", "992=1", "994=1", "996=1", "998=1", "6000=3"));
  EXPECT_EQ(statistics().at(0).entries, 501u);
}

TEST_F(TimeSeriesTableTest, ADeletedRangeTakesThePlaceOfThoseWithinIt) {
  append({entry(10, 1), entry(20, 2), entry(30, 3), entry(40, 4)});
  remove({second(10), second(10)});
  remove({second(20), second(20)});
  EXPECT_EQ(counts().of(CountedItem::kTimeSeriesDeletedRanges), 2u);
  remove({kFirstTime, second(30)});
  EXPECT_EQ(counts().of(CountedItem::kTimeSeriesDeletedRanges), 1u);
  EXPECT_THAT(feed(), ElementsAre("3 Users/1", "8 Pulse -[*..30]", "9 Pulse +1"));
}

TEST_F(TimeSeriesTableTest, DeletesComeBeforeAppends) {
  append({entry(10, 1), entry(20, 2)});
  must(apply({.name = "Pulse", .deletes = {{}}, .appends = {entry(20, 5)}, .increments = {}}));
  EXPECT_THAT(read(), ElementsAre("20=5"));
}

TEST_F(TimeSeriesTableTest, GoesWithItsDocument) {
  append({entry(10, 1)});
  append({entry(10, 1)}, "Steps");
  database_.remove("users/1");
  EXPECT_THAT(read(), IsEmpty());
  EXPECT_EQ(counts().of(CountedItem::kTimeSeriesSegments), 0u);
  EXPECT_THAT(feed(), ElementsAre("6 Pulse -[*..*]", "7 Steps -[*..*]", "8 Users/1 gone"));
  database_.put_in("Others", "users/1");
  EXPECT_EQ(derived(), "");
  EXPECT_THAT(statistics(), IsEmpty());
  append({entry(30, 3)});
  EXPECT_THAT(read(), ElementsAre("30=3"));
}

TEST_F(TimeSeriesTableTest, AnIncrementalSeriesIsCountedUp) {
  must(increment({entry(10, 1), entry(10, 2)}, "inc:Steps"));
  must(increment({{second(10), {10, 5}, ""}, entry(20, 1)}, "INC:steps"));
  EXPECT_THAT(read({}, {}, "INC:Steps"), ElementsAre("10=13,5", "20=1"));
  EXPECT_EQ(increment({entry(10, 1)}, "Steps").error().code, ErrorCode::kInvalidArgument);
  const auto appended =
      apply({.name = "INC:Steps", .deletes = {}, .appends = {entry(1, 1)}, .increments = {}});
  EXPECT_THAT(appended.error().message, HasSubstr("takes increments"));
  const auto greatest = std::numeric_limits<double>::max();
  must(increment({entry(10, greatest)}, "INC:Steps"));
  EXPECT_FALSE(increment({entry(10, greatest)}, "INC:Steps")) << "the sum is infinite";
}

TEST_F(TimeSeriesTableTest, CopiesARange) {
  append({entry(10, 1), entry(20, 2), entry(30, 3, "tag")});
  database_.put_in("Users", "Users/2");
  const auto copy = [&](const std::string& name, const TimeRange& range) {
    return database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.tables().time_series.copy("users/2", name, range, "users/1", "Copy"));
      return {};
    });
  };
  EXPECT_EQ(copy("Pulse", {}).error().code, ErrorCode::kNotFound);
  must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(context.tables().time_series.copy("users/1", "pulse", {second(15), kLastTime}, "users/2",
                                          "Copy"));
    return {};
  }));
  must(copy("Copy", {second(30), second(30)}));
  EXPECT_THAT(read({}, {}, "Copy"), ElementsAre("30=3 of tag"));
}

TEST_F(TimeSeriesTableTest, RefusesWhatIsOutOfBoundsAndChangesNothing) {
  const auto nan = std::numeric_limits<double>::quiet_NaN();
  const auto infinity = std::numeric_limits<double>::infinity();
  const std::vector<TimeSeriesEntry> bad = {
      {second(1), {}, ""},
      {second(1), std::vector<double>(kTimeSeriesValuesMax + 1, 1), ""},
      {second(1), {nan}, ""},
      {second(1), {1, infinity}, ""},
      {second(1), {1}, std::string(kTimeSeriesTagBytesMax + 1, 'x')},
      {second(1), {1}, "\xff"},
      {kFirstTime - std::chrono::microseconds(1), {1}, ""},
      {kLastTime + std::chrono::microseconds(1), {1}, ""}};
  for (const auto& one : bad) {
    EXPECT_EQ(
        apply({.name = "Pulse", .deletes = {}, .appends = {entry(9, 9), one}, .increments = {}})
            .error()
            .code,
        ErrorCode::kInvalidArgument)
        << text(one);
  }
  using namespace std::string_literals;
  for (const auto& name : {""s, "a\0b"s, "\xff"s, std::string(kTimeSeriesNameBytesMax + 1, 'x')}) {
    EXPECT_EQ(apply({.name = name, .deletes = {}, .appends = {entry(1, 1)}, .increments = {}})
                  .error()
                  .code,
              ErrorCode::kInvalidArgument)
        << name;
  }
  EXPECT_FALSE(apply(
      {.name = "Pulse", .deletes = {{second(2), second(1)}}, .appends = {}, .increments = {}}));
  EXPECT_EQ(apply({.name = "Pulse", .deletes = {}, .appends = {entry(1, 1)}, .increments = {}},
                  "users/none")
                .error()
                .code,
            ErrorCode::kNotFound);
  EXPECT_THAT(feed(), ElementsAre("1 Users/1"));
}

}  // namespace
}  // namespace penstock::documents
