#include "studio/studio_routes.h"

#include <algorithm>
#include <string>

#include <gmock/gmock.h>

#include "http/gzip.h"
#include "http/url.h"
#include "security/caller.h"
#include "studio/embedded_files.h"
#include "support/assertions.h"

namespace penstock::studio {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class StudioRoutesTest : public ::testing::Test {
 protected:
  StudioRoutesTest() { register_studio_routes(router_); }

  http::Response get(const std::string& target, http::Fields headers = {}) {
    http::Request request;
    request.method = "GET";
    request.target = target;
    request.path = http::percent_decode(target);
    request.headers = std::move(headers);
    http::Response answer;
    router_.handle(request, [&](http::Response response) { answer = std::move(response); });
    return answer;
  }

  static std::string header(const http::Response& response, std::string_view name) {
    return std::string(http::find_field(response.headers, name).value_or("none"));
  }

  /// Where the page's program is, which has a hash in its name.
  static std::string program() {
    const auto files = embedded_files();
    const auto found = std::ranges::find_if(files, [](const EmbeddedFile& file) {
      return file.path.starts_with("assets/") && file.path.ends_with(".js");
    });
    return "/studio/" + std::string(found->path);
  }

  http::Router router_{[](const http::Request&) { return security::Caller::anybody(); }};
};

TEST_F(StudioRoutesTest, LeadsFromTheRootToThePage) {
  const auto response = get("/");
  EXPECT_EQ(response.status, 302);
  EXPECT_EQ(header(response, "Location"), "/studio");
  EXPECT_THAT(response.body, HasSubstr("This document database is running"));
}

TEST_F(StudioRoutesTest, AnswersEveryPathOfThePageWithThePage) {
  for (const std::string path : {"/studio", "/studio/", "/studio/databases/a%2Fb/documents"}) {
    const auto response = get(path);
    EXPECT_EQ(response.status, 200) << path;
    EXPECT_EQ(header(response, "Content-Type"), "text/html; charset=utf-8");
    EXPECT_EQ(header(response, "Cache-Control"), "no-cache");
    EXPECT_THAT(response.body, HasSubstr("<title>Penstock"));
  }
}

TEST_F(StudioRoutesTest, LetsThePageRunAndReachNothingButItself) {
  const auto policy = header(get("/studio"), "Content-Security-Policy");
  EXPECT_THAT(policy, HasSubstr("default-src 'none'; script-src 'self'; style-src 'self'; "));
  EXPECT_THAT(policy, Not(HasSubstr("unsafe")));
  EXPECT_EQ(header(get("/studio"), "X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(header(get(program()), "Referrer-Policy"), "no-referrer");
}

TEST_F(StudioRoutesTest, KeepsFilesWithAHashInTheirNameForEver) {
  const auto response = get(program());
  EXPECT_EQ(header(response, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(header(response, "Content-Type"), "text/javascript; charset=utf-8");
}

TEST_F(StudioRoutesTest, CompressesForThoseWhoTakeIt) {
  const auto compressed = get(program(), {{"Accept-Encoding", "gzip, deflate"}});
  EXPECT_EQ(header(compressed, "Content-Encoding"), "gzip");
  const auto plain = get(program());
  EXPECT_EQ(header(plain, "Content-Encoding"), "none");
  EXPECT_EQ(testing::must(http::gunzip(compressed.body, 16u << 20)), plain.body);
}

TEST_F(StudioRoutesTest, SendsNothingTwice) {
  const auto etag = header(get("/studio"), "ETag");
  const auto again = get("/studio", {{"If-None-Match", etag}});
  EXPECT_EQ(again.status, 304);
  EXPECT_EQ(again.body, "");
  EXPECT_EQ(header(again, "ETag"), etag);
}

TEST_F(StudioRoutesTest, SaysThatAFileOfAnotherVersionIsMissing) {
  EXPECT_EQ(get("/studio/assets/index-of-yesterday.js").status, 404);
}

}  // namespace
}  // namespace penstock::studio
