#include "documents/time_series_codec.h"

#include <cmath>
#include <cstdio>
#include <limits>
#include <random>

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/seed.h"

namespace penstock::documents {
namespace {

using std::chrono::microseconds;
using testing::golden;
using testing::must;

WallTime at(std::int64_t count) { return WallTime{microseconds{count}}; }

std::string encode(const std::vector<TimeSeriesEntry>& entries) {
  const auto segments = encode_segments(entries);
  EXPECT_EQ(segments.size(), 1u);
  return segments.at(0);
}

std::vector<TimeSeriesEntry> decode_all(const std::vector<std::string>& segments) {
  std::vector<TimeSeriesEntry> entries;
  for (const auto& segment : segments) {
    const auto part = must(decode_segment(segment));
    EXPECT_EQ(count_segment(segment), part.size());
    entries.insert(entries.end(), part.begin(), part.end());
  }
  return entries;
}

const std::vector<TimeSeriesEntry> kHeartRates = {
    {at(1'704'103'200'000'000), {72.5}, "watches/1"},
    {at(1'704'103'201'000'000), {73}, "watches/1"},
    {at(1'704'103'202'000'000), {73}, ""},
    {at(1'704'103'204'500'000), {71.25, -1}, "watches/2"},
    {at(1'704'103'204'501'000), {71.25}, "watches/1"}};

TEST(TimeSeriesCodecTest, GoldenBytes) {
  EXPECT_EQ(to_hex(encode(kHeartRates)), golden("time_series_codec_v1.hex"));
}

TEST(TimeSeriesCodecTest, WhatIsEncodedDecodes) {
  EXPECT_EQ(must(decode_segment(encode(kHeartRates))), kHeartRates);
}

TEST(TimeSeriesCodecTest, KeepsTheExtremes) {
  using Limits = std::numeric_limits<double>;
  const std::vector<TimeSeriesEntry> entries = {
      {kFirstTime, {Limits::max()}, std::string(kTimeSeriesTagBytesMax, 'x')},
      {kFirstTime + microseconds(1), {-Limits::denorm_min()}, ""},
      {at(-1), std::vector<double>(kTimeSeriesValuesMax, Limits::lowest()), "a"},
      {at(0), {0.0, -0.0, Limits::epsilon()}, "b"},
      {kLastTime, {Limits::min()}, ""}};
  const auto decoded = must(decode_segment(encode(entries)));
  EXPECT_EQ(decoded, entries);
  EXPECT_TRUE(std::signbit(decoded[3].values[1]));
}

TEST(TimeSeriesCodecTest, SegmentsKeepWithinTheirBounds) {
  std::vector<TimeSeriesEntry> entries;
  for (int i = 0; i < 2'000; ++i) {
    entries.push_back({at(i * 1'000), std::vector<double>(kTimeSeriesValuesMax, std::sqrt(i)),
                       "tag " + std::to_string(i)});
  }
  const auto segments = encode_segments(entries);
  for (const auto& segment : segments) {
    EXPECT_LE(segment.size(), kSegmentBytesMax);
    EXPECT_LE(count_segment(segment), kSegmentEntriesMax);
  }
  EXPECT_EQ(decode_all(segments), entries);
}

TEST(TimeSeriesCodecTest, RegularEntriesTakeLittle) {
  std::vector<TimeSeriesEntry> entries;
  for (int i = 0; i < 512; ++i) entries.push_back({at(i * 10'000'000LL), {20}, "sensors/1"});
  EXPECT_LT(encode(entries).size(), 512u * 4 / 8 + 50) << "four bits an entry, and the beginning";
}

/// How many bytes an entry takes in segments. The README of the room has the numbers.
double bytes_per_entry(const std::string& what, const std::vector<TimeSeriesEntry>& entries) {
  std::size_t bytes = 0;
  for (const auto& segment : encode_segments(entries)) bytes += segment.size();
  const auto each = static_cast<double>(bytes) / static_cast<double>(entries.size());
  std::printf("[  BYTES   ] %.2f an entry: %s\n", each, what.c_str());
  return each;
}

/// A day of a sensor, every ten seconds, each value from the one before.
template <typename Next>
std::vector<TimeSeriesEntry> sensor(std::uint32_t jitter_ms, double value, Next next) {
  std::mt19937 random(7);
  std::vector<TimeSeriesEntry> entries;
  for (std::int64_t i = 0; i < 8'640; ++i) {
    const auto jitter = jitter_ms == 0 ? 0 : random() % jitter_ms;
    value = next(value, random);
    entries.push_back(
        {at(static_cast<std::int64_t>(i) * 10'000'000 + static_cast<std::int64_t>(jitter) * 1'000),
         {value},
         "sensors/1"});
  }
  return entries;
}

TEST(TimeSeriesCodecTest, SensorsTakeAFractionOfTheirValuesAndTimes) {
  const auto whole = [](double value, std::mt19937& random) {
    return value + static_cast<double>(random() % 3) - 1;
  };
  const auto tenths = [](double value, std::mt19937& random) {
    return std::round(value * 10 + static_cast<double>(random() % 3) - 1) / 10;
  };
  EXPECT_LT(bytes_per_entry("pulse in whole numbers, on time", sensor(0, 72, whole)), 3);
  EXPECT_LT(bytes_per_entry("pulse in whole numbers, late by up to 50 ms", sensor(50, 72, whole)),
            4);
  EXPECT_LT(bytes_per_entry("temperature in tenths, on time", sensor(0, 21, tenths)), 8);
}

TEST(TimeSeriesCodecTest, AnythingElseIsCorruption) {
  const auto bytes = encode(kHeartRates);
  for (std::size_t length = 0; length < bytes.size(); ++length) {
    EXPECT_FALSE(decode_segment(std::string_view(bytes).substr(0, length))) << length;
  }
  EXPECT_FALSE(decode_segment(bytes + "x"));
}

// Whatever the bytes are, decoding ends with an answer.
TEST(TimeSeriesCodecTest, DamagedBytesDoNoHarm) {
  std::mt19937 random(testing::random_seed());
  const auto bytes = encode(kHeartRates);
  for (int i = 0; i < 20'000; ++i) {
    auto damaged = bytes;
    for (int flips = 0; flips < 3; ++flips) {
      auto& byte = damaged[random() % damaged.size()];
      byte = static_cast<char>(static_cast<unsigned char>(byte) ^ (1U << (random() % 8)));
    }
    static_cast<void>(decode_segment(damaged));
  }
}

/// Series of any kind: regular and not, steady, jumping, counting, of any width, with few tags.
std::vector<TimeSeriesEntry> random_series(std::mt19937& random) {
  const auto pick = [&](std::uint32_t count) { return random() % count; };
  const std::int64_t unit = std::array<std::int64_t, 3>{1, 1'000, 1'000'000}.at(pick(3));
  std::int64_t time = (static_cast<std::int64_t>(random()) - 2'000'000'000) * unit;
  const auto jitter = static_cast<std::uint32_t>(pick(3) * 1'000 + 1);
  std::vector<TimeSeriesEntry> entries(1 + pick(1'500));
  std::vector<double> values(1 + pick(pick(2) == 0 ? 2 : kTimeSeriesValuesMax));
  std::string tag;
  for (auto& entry : entries) {
    time += unit * static_cast<std::int64_t>(60 + pick(jitter));
    if (pick(20) == 0) values.resize(1 + pick(kTimeSeriesValuesMax));
    if (pick(5) == 0) tag = pick(3) == 0 ? "" : "tag" + std::to_string(pick(40));
    for (auto& value : values) {
      if (pick(3) > 0) value = static_cast<double>(pick(1'000)) / 10;
      if (pick(50) == 0) value = std::ldexp(static_cast<double>(random()), int(pick(200)) - 100);
    }
    entry = {at(time), values, tag};
  }
  return entries;
}

TEST(TimeSeriesCodecTest, RandomSeriesComeBack) {
  std::mt19937 random(testing::random_seed());
  for (int i = 0; i < 60 && !HasFailure(); ++i) {
    const auto entries = random_series(random);
    EXPECT_EQ(decode_all(encode_segments(entries)), entries) << i;
  }
}

}  // namespace
}  // namespace penstock::documents
