#include "documents/time_series_records.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "documents/keys.h"
#include "documents/time_series_codec.h"
#include "support/assertions.h"
#include "support/golden.h"

namespace penstock::documents {
namespace {

using testing::golden;
using testing::must;

constexpr WallTime kTime{std::chrono::microseconds{1'000'001}};
const TimeSeriesItemHead kHead{.etag = Etag{258},
                               .last_modified = kTime,
                               .collection = "Users",
                               .id = "Users/1",
                               .name = "Pulse"};

std::string segment() { return encode_segments(std::vector<TimeSeriesEntry>{{kTime, {1}, ""}})[0]; }
std::string segment_record() {
  const auto bytes = segment();
  return encode(SegmentRecord{.head = kHead, .last = kTime, .segment = bytes});
}
std::string range_record() {
  return encode(DeletedRangeRecord{.head = kHead, .range = {kTime, kLastTime}});
}

TEST(TimeSeriesRecordsTest, GoldenBytes) {
  EXPECT_EQ(to_hex(encode(TimeSeriesRecord{"Pulse", 3})) + '\n' + to_hex(segment_record()) + '\n' +
                to_hex(range_record()) + '\n' + to_hex(time_series_key("u", "p")) + '\n' +
                to_hex(segment_name("u", "p", kTime)) + '\n' +
                to_hex(deleted_range_name("u", "p", {kFirstTime, kTime})),
            golden("time_series_v1.hex"));
}

TEST(TimeSeriesRecordsTest, WhatIsEncodedDecodes) {
  const auto series = must(decode_time_series(encode(TimeSeriesRecord{"Pulse", 3})));
  EXPECT_EQ(series.entries, 3u);
  const auto change = must(decode_segment_change(Etag{258}, segment_record()));
  const auto* segment = change.as<TimeSeriesSegment>();
  ASSERT_NE(segment, nullptr);
  EXPECT_EQ(segment->id + segment->name + segment->collection, "Users/1PulseUsers");
  EXPECT_EQ(segment->last_modified, kTime);
  EXPECT_EQ(segment->entries.size(), 1u);
  const auto gone = must(decode_deleted_range_change(Etag{258}, range_record()));
  EXPECT_EQ(gone.as<TimeSeriesDeletedRange>()->range, (TimeRange{kTime, kLastTime}));
}

TEST(TimeSeriesRecordsTest, SegmentsAreInTheOrderOfTime) {
  const auto before_1970 = segment_name("u", "p", WallTime{std::chrono::microseconds{-1}});
  EXPECT_LT(segment_name("u", "p", kFirstTime), before_1970);
  EXPECT_LT(before_1970, segment_name("u", "p", kTime));
  EXPECT_EQ(time_of_segment(before_1970), WallTime{std::chrono::microseconds{-1}});
  EXPECT_EQ(time_of_segment(segment_name("u", "p", kFirstTime)), kFirstTime);
}

TEST(TimeSeriesRecordsTest, AnythingElseIsCorruption) {
  const auto record = segment_record();
  for (std::size_t length = 0; length < record.size(); ++length) {
    EXPECT_FALSE(decode_segment_change(Etag{258}, record.substr(0, length))) << length;
  }
  const auto range = range_record();
  for (std::size_t length = 0; length < range.size(); ++length) {
    EXPECT_FALSE(decode_deleted_range(range.substr(0, length))) << length;
  }
  EXPECT_FALSE(decode_deleted_range(range + "x"));
  EXPECT_FALSE(decode_time_series(encode(TimeSeriesRecord{"Pulse", 3}) + "x"));
  EXPECT_EQ(decode_segment_change(Etag{257}, record).error().code, ErrorCode::kCorruption);
  EXPECT_EQ(decode_deleted_range_change(Etag{257}, range).error().code, ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::documents
