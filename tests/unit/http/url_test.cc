#include "http/url.h"

#include "support/assertions.h"

namespace penstock::http {
namespace {

using testing::must;

TEST(UrlTest, DecodesPercentsAndLeavesDamagedOnesAlone) {
  EXPECT_EQ(percent_decode("a%20b%2fc+d"), "a b/c+d");
  EXPECT_EQ(percent_decode("100%"), "100%");
  EXPECT_EQ(percent_decode("%4"), "%4");
  EXPECT_EQ(percent_decode("%zz%41"), "%zzA");
}

TEST(UrlTest, EncodesWhatIsNotUnreserved) {
  EXPECT_EQ(percent_encode("a/b c~é"), "a%2Fb%20c~%C3%A9");
}

TEST(UrlTest, SplitsTargetsAndAcceptsTheAbsoluteForm) {
  EXPECT_EQ(split_target("/a?b=1?").query, "b=1?");
  EXPECT_EQ(split_target("http://host:1/a?b").path, "/a");
  EXPECT_EQ(split_target("http://host").path, "/");
  EXPECT_EQ(split_target("/x?url=http://y/z").path, "/x");
}

TEST(UrlTest, ParsesServerUrls) {
  const auto url = must(ServerUrl::parse("http://LocalHost:8080/"));
  EXPECT_EQ(url.host, "localhost");
  EXPECT_EQ(url.port, 8080);
  EXPECT_EQ(must(ServerUrl::parse("http://[::1]:1")).to_string(), "http://[::1]:1");
  EXPECT_EQ(must(ServerUrl::parse("http://shop")).port, 80);
  EXPECT_FALSE(must(ServerUrl::parse("http://shop")).is_secured);
  EXPECT_EQ(must(ServerUrl::parse("https://shop")).to_string(), "https://shop:443");
}

TEST(UrlTest, RefusesServerUrlsThatItCannotServe) {
  for (const auto* url : {"", "localhost:8080", "ftp://x:1", "http://", "https://",
                          "http://x:70000", "http://x:y", "http://x:1/path", "http://u@x:1"}) {
    EXPECT_FALSE(ServerUrl::parse(url).has_value()) << url;
  }
}

}  // namespace
}  // namespace penstock::http
