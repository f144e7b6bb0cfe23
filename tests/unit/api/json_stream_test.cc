#include "api/smuggler/json_stream.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "support/assertions.h"
#include "support/sliced_body.h"

namespace penstock::api {
namespace {

using ::testing::HasSubstr;
using testing::must;
using testing::SlicedBody;

/// A body that comes byte by byte: every border between pieces is met.
SlicedBody bytewise(std::string text) { return {std::move(text), 1}; }

TEST(JsonStreamTest, WalksContainersAndCutsOutValues) {
  auto body = bytewise(R"( {"a" : 12, "b\"c":[ {"x":"]}\""} ,"two", [] ], "d":null } )");
  JsonStream json(body);

  ASSERT_OK(json.begin_object());
  EXPECT_EQ(must(json.next_member()), "a");
  EXPECT_EQ(must(json.take(100)), "12");
  EXPECT_EQ(must(json.next_member()), "b\"c");
  ASSERT_OK(json.begin_array());
  EXPECT_TRUE(must(json.next_element()));
  EXPECT_EQ(must(json.take(100)), R"({"x":"]}\""})");
  EXPECT_TRUE(must(json.next_element()));
  EXPECT_EQ(must(json.take(100)), R"("two")");
  EXPECT_TRUE(must(json.next_element()));
  ASSERT_OK(json.skip());
  EXPECT_FALSE(must(json.next_element()));
  EXPECT_EQ(must(json.next_member()), "d");
  ASSERT_OK(json.skip());
  EXPECT_EQ(must(json.next_member()), std::nullopt);
  ASSERT_OK(json.expect_end());
}

TEST(JsonStreamTest, RawBytesMayFollowAnElement) {
  auto body = bytewise(R"([{"Size":5}],]"},{"n":1}])");
  JsonStream json(body);
  ASSERT_OK(json.begin_array());
  ASSERT_TRUE(must(json.next_element()));
  ASSERT_OK(json.skip());

  std::string raw;
  while (raw.size() < 5) raw += must(json.take_raw(5 - raw.size()));

  EXPECT_EQ(raw, "],]\"}");
  ASSERT_TRUE(must(json.next_element()));
  EXPECT_EQ(must(json.take(100)), R"({"n":1})");
  EXPECT_FALSE(must(json.next_element()));
}

TEST(JsonStreamTest, WhatIsWrongIsToldWithItsPlace) {
  auto missing_comma = bytewise("[1 2]");
  JsonStream json(missing_comma);
  ASSERT_OK(json.begin_array());
  ASSERT_TRUE(must(json.next_element()));
  ASSERT_OK(json.skip());
  EXPECT_EQ(json.next_element().error().message, "at byte 3: ',' is expected here");

  auto cut = bytewise(R"({"a":"b)");
  JsonStream cut_json(cut);
  ASSERT_OK(cut_json.begin_object());
  ASSERT_OK(cut_json.next_member());
  EXPECT_THAT(cut_json.skip().error().message, HasSubstr("ends in the middle"));
}

TEST(JsonStreamTest, LargeValuesAreRefusedButCanBeSkipped) {
  auto body = bytewise("[\"" + std::string(100, 'x') + "\",\"" + std::string(100, 'y') + "\"]");
  JsonStream json(body);
  ASSERT_OK(json.begin_array());
  ASSERT_TRUE(must(json.next_element()));
  ASSERT_OK(json.skip());
  ASSERT_TRUE(must(json.next_element()));
  EXPECT_EQ(json.take(50).error().code, ErrorCode::kTooLarge);
}

}  // namespace
}  // namespace penstock::api
