#include "base/json.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock {
namespace {

TEST(JsonTest, MinifyKeepsEveryDigitAndTheOrderOfMembers) {
  const auto text = minify_json(
      R"( { "b" : 12345678901234567890123 , "a" : [ 1.10 , -0 , 1E+2 ] , "c" : "x\"\n\u00e9" , "d":{} } )");
  ASSERT_OK(text);
  EXPECT_EQ(
      *text,
      "{\"b\":12345678901234567890123,\"a\":[1.10,-0,1E+2],\"c\":\"x\\\"\\n\xC3\xA9\",\"d\":{}}");
}

TEST(JsonTest, MalformedTextIsRefusedWithItsPosition) {
  for (const char* text : {"", "{", "{\"a\":}", "[1,]", "{} x", "nul", "\"\xff\""}) {
    const auto minified = minify_json(text);
    ASSERT_FALSE(minified.has_value()) << text;
    EXPECT_EQ(minified.error().code, ErrorCode::kInvalidArgument);
    EXPECT_NE(minified.error().message.find("at byte"), std::string::npos);
    EXPECT_FALSE(parse_json(text).has_value()) << text;
  }
}

TEST(JsonTest, NestingIsBounded) {
  const std::string deep(kJsonDepthMax + 1, '[');
  EXPECT_FALSE(minify_json(deep + std::string(deep.size(), ']')).has_value());
  const std::string allowed(kJsonDepthMax, '[');
  EXPECT_OK(minify_json(allowed + std::string(allowed.size(), ']')));
}

TEST(JsonTest, EveryCharacterIsEscapedOrKeptWhereverItStands) {
  for (int code = 0; code < 128; ++code) {
    const char character = static_cast<char>(code);
    const bool is_escaped = code < 0x20 || character == '"' || character == '\\';
    for (std::size_t at = 0; at < 20; ++at) {
      std::string text(20, 'x');
      text[at] = character;
      std::string out;
      append_json_string(out, text);
      if (!is_escaped) {
        EXPECT_EQ(out, '"' + text + '"');
        continue;
      }
      EXPECT_TRUE(out.starts_with('"' + std::string(at, 'x') + '\\')) << code << " at " << at;
      EXPECT_TRUE(out.ends_with(std::string(19 - at, 'x') + '"')) << code << " at " << at;
    }
  }
}

TEST(JsonTest, StringsAreEscaped) {
  std::string out;
  append_json_string(out, "a\"b\\\x01");
  EXPECT_EQ(out, "\"a\\\"b\\\\\\u0001\"");
}

TEST(JsonTest, StringsAreJsonWhateverTheBytes) {
  std::string out;
  append_json_string(out, "ü\xff\"\xed\xa0\x80\xc3");
  EXPECT_EQ(out, "\"ü\uFFFD\\\"\uFFFD\uFFFD\uFFFD\uFFFD\"");
  ASSERT_OK(parse_json(out));
}

}  // namespace
}  // namespace penstock
