#include "etl/sql/driver/odbc_text.h"

#include <gtest/gtest.h>

namespace penstock::etl::sql {
namespace {

TEST(OdbcTextTest, GoesToUtf16AndBack) {
  const std::string text = "a\t Ünïcode 日本 😀 \xF4\x8F\xBF\xBF";

  EXPECT_EQ(to_utf16("aÜ日😀"), u"aÜ日😀");
  EXPECT_EQ(to_utf8(to_utf16(text)), text);
  EXPECT_EQ(to_utf16(std::string("a\0b", 3)), std::u16string(u"a\0b", 3));
}

TEST(OdbcTextTest, ReplacesWhatIsNoText) {
  EXPECT_EQ(to_utf16("\xFF"), u"\uFFFD");
  EXPECT_EQ(to_utf16("a\xC3"), u"a\uFFFD");
  EXPECT_EQ(to_utf16("\xC0\x80"), u"\uFFFD\uFFFD") << "longer than need be";
  EXPECT_EQ(to_utf16("\xED\xA0\x80").front(), u'\uFFFD') << "half of a pair";
  EXPECT_EQ(to_utf16("\xF5\x80\x80\x80").front(), u'\uFFFD') << "beyond Unicode";
  EXPECT_EQ(to_utf8(std::u16string{0xD83D}), "\xEF\xBF\xBD");
  EXPECT_EQ(to_utf8(std::u16string{0xDE00, u'x'}), "\xEF\xBF\xBDx");
}

}  // namespace
}  // namespace penstock::etl::sql
