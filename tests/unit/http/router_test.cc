#include "http/router.h"

#include <gmock/gmock.h>

#include "http/url.h"

namespace penstock::http {
namespace {

using ::testing::HasSubstr;

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.add("GET", "/databases/{database}/docs", [](const Request& request, const Respond& r) {
      r({200, {}, "docs of " + request.segment("database")});
    });
    router_.add("PUT", "/databases/{database}/docs", [](const Request&, const Respond& respond) {
      respond({201, {}, ""});
    });
  }

  Response send(const std::string& method, const std::string& target, Fields headers = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.path = percent_decode(split_target(target).path);
    request.headers = std::move(headers);
    Response answer;
    router_.handle(request, [&](Response response) { answer = std::move(response); });
    return answer;
  }

  Router router_;
};

TEST_F(RouterTest, AsksAQuickHandlerOnlyForItsRoute) {
  router_.add_quick("GET", "/databases/{database}/docs", [](const Request& request) {
    return std::optional<Response>({200, {}, "quick docs of " + request.segment("database")});
  });
  const auto answer = [&](const std::string& method, const std::string& target) {
    Request request;
    request.method = method;
    request.target = target;
    return router_.answer_at_once(request);
  };
  EXPECT_EQ(answer("GET", "/databases/shop/docs?id=1")->body, "quick docs of shop");
  EXPECT_FALSE(answer("HEAD", "/databases/shop/docs"));
  EXPECT_FALSE(answer("GET", "/databases/shop"));
}

TEST_F(RouterTest, FindsARouteAndDecodesItsSegments) {
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=1").body, "docs of shop");
  EXPECT_EQ(send("GET", "/databases/a%2Fb%20c/docs/").body, "docs of a/b c");
  EXPECT_EQ(send("PUT", "/databases/shop/docs").status, 201);
}

TEST_F(RouterTest, GivesTheRestOfAPathToARouteThatTakesIt) {
  router_.add("GET", "/page/{path...}", [](const Request& request, const Respond& respond) {
    respond({200, {}, request.segment("path")});
  });
  EXPECT_EQ(send("GET", "/page/assets").body, "assets");
  EXPECT_EQ(send("GET", "/page/databases/a%2Fb/docs").body, "databases/a/b/docs");
  EXPECT_EQ(send("GET", "/page").status, 404);
  EXPECT_EQ(send("GET", "/page/").status, 404);
}

TEST_F(RouterTest, AnswersHeadThroughGet) {
  EXPECT_EQ(send("HEAD", "/databases/shop/docs").status, 200);
}

TEST_F(RouterTest, PrefersAStreamedRouteWhoseConditionHolds) {
  router_.add_streamed(
      "PUT", "/databases/{database}/docs",
      [](const Request& request, const Respond& respond) {
        respond({200, {}, "streamed " + (*request.body_reader->read()).value_or("nothing")});
      },
      [](const Request& request) { return request.header("Streamed").has_value(); });
  EXPECT_EQ(send("PUT", "/databases/shop/docs").status, 201);
  EXPECT_EQ(send("PUT", "/databases/shop/docs", {{"Streamed", "1"}}).body, "streamed nothing");

  Request header;
  header.method = "PUT";
  header.target = "/databases/shop/docs";
  EXPECT_EQ(router_.kind_of(header), RequestKind::kOrdinary);
  header.headers = {{"Streamed", "1"}};
  EXPECT_EQ(router_.kind_of(header), RequestKind::kStreamed);
}

TEST_F(RouterTest, KnowsWhatMayTakeLong) {
  router_.add_long("GET", "/databases/{database}/queries", [](const Request&, const Respond&) {});
  Request header;
  header.method = "GET";
  header.target = "/databases/shop/queries?query=from%20Orders";
  EXPECT_EQ(router_.kind_of(header), RequestKind::kLong);
  header.target = "/databases/shop/docs";
  EXPECT_EQ(router_.kind_of(header), RequestKind::kOrdinary);
  header.target = "/nothing";
  EXPECT_EQ(router_.kind_of(header), RequestKind::kOrdinary);
}

TEST_F(RouterTest, NamesTheMethodsOfAPathWhenAnotherIsAsked) {
  const auto response = send("DELETE", "/databases/shop/docs");
  EXPECT_EQ(response.status, 405);
  EXPECT_EQ(find_field(response.headers, "Allow"), "GET, PUT");
}

TEST_F(RouterTest, TellsOfficialClientsThatThereIsNoRouteWith400) {
  const auto response = send("GET", "/nothing", {{"Raven-Client-Version", "7.2.2"}});
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("Raven.Client.Exceptions.RouteNotFoundException"));
}

TEST_F(RouterTest, TellsPeopleInTheirBrowserWithAPage) {
  const auto response = send("GET", "/<b>", {{"Accept", "text/html,*/*"}});
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("<code>/&lt;b&gt;</code>"));
}

TEST_F(RouterTest, AnswersForAFaviconInWords) {
  const auto response = send("GET", "/favicon.ico");
  EXPECT_EQ(response.status, 404);
  EXPECT_THAT(response.body, HasSubstr("no icon"));
}

TEST_F(RouterTest, AnswersOthersWithAnErrorInJson) {
  EXPECT_EQ(send("GET", "/databases//docs").status, 404);
  EXPECT_THAT(send("GET", "/nothing").body, HasSubstr("There is no endpoint GET /nothing."));
}

}  // namespace
}  // namespace penstock::http
