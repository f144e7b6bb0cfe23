#include "base/wire_time.h"

#include <gtest/gtest.h>

namespace penstock {
namespace {

using std::chrono::days;
using std::chrono::hours;
using std::chrono::microseconds;
using std::chrono::seconds;

TEST(WireTimeTest, DatesAreReadWithAndWithoutFractionAndZ) {
  const WallTime ten = WallTime{std::chrono::sys_days{std::chrono::year{2024} / 1 / 2}} + hours{10};
  EXPECT_EQ(parse_wire_time("2024-01-02T10:00:00.0000000Z"), ten);
  EXPECT_EQ(parse_wire_time("2024-01-02T10:00:00.000Z"), ten);
  EXPECT_EQ(parse_wire_time("2024-01-02T10:00:00"), ten);
  EXPECT_EQ(parse_wire_time("2024-01-02T10:00:00.0000459Z"), ten + microseconds{45});
}

TEST(WireTimeTest, WhatIsNoDateIsRefused) {
  for (const auto* text :
       {"", "2024", "2024-02-30T10:00:00", "2024-01-02 10:00:00", "2024-01-02T24:00:00",
        "2024-01-02T10:60:00", "2024-01-02T10:00:00.00000000Z", "2024-01-02T10:00:00ZZ",
        "2024-01-02T10:00", "2024-13-01T10:00:00", "-024-01-01T10:00:00"}) {
    EXPECT_EQ(parse_wire_time(text), std::nullopt) << text;
  }
}

TEST(WireTimeTest, TimeSpansAreReadAndWrittenAlike) {
  for (const auto* text :
       {"00:00:00", "00:00:15", "14.00:00:00", "1.02:03:04.5000000", "-00:00:01.0000010"}) {
    const auto span = parse_time_span(text);
    ASSERT_TRUE(span) << text;
    EXPECT_EQ(format_time_span(*span), text);
  }
  EXPECT_EQ(parse_time_span("14.00:00:15"), days{14} + seconds{15});
}

TEST(WireTimeTest, WhatIsNoTimeSpanIsRefused) {
  for (const auto* text :
       {"", "14", "14 days", "24:00:00", "00:60:00", "00:00:60", "00:00", "1.2.00:00:00",
        "x.00:00:00", "00:00:00.12345678", "99999999999999999999.00:00:00", "20000000.00:00:00"}) {
    EXPECT_EQ(parse_time_span(text), std::nullopt) << text;
  }
}

}  // namespace
}  // namespace penstock
