#include "http/router.h"

#include <gmock/gmock.h>

#include "http/url.h"
#include "http/web_socket.h"
#include "security/caller.h"

namespace penstock::http {
namespace {

using security::Caller;
using security::Clearance;
using security::DatabaseAccess;
using security::Permission;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

class RouterTest : public ::testing::Test {
 protected:
  RouterTest() {
    router_.add("GET", "/databases/{database}/docs", Permission::kNone,
                [](const Request& request, const Respond& r) {
                  r({200, {}, "docs of " + request.segment("database")});
                });
    router_.add("PUT", "/databases/{database}/docs", Permission::kNone,
                [](const Request&, const Respond& respond) {
                  respond({201, {}, ""});
                });
  }

  Response send(const std::string& method, const std::string& target, Fields headers = {}) {
    Request request;
    request.method = method;
    request.target = target;
    request.path = percent_decode(split_target(target).path);
    request.query = parse_query(split_target(target).query);
    request.headers = std::move(headers);
    Response answer;
    router_.handle(request, [&](Response response) { answer = std::move(response); });
    return answer;
  }

  std::shared_ptr<const Caller> caller_ = Caller::anybody();
  Router router_{[this](const Request&) { return caller_; }};
};

TEST_F(RouterTest, AsksAQuickHandlerOnlyForItsRoute) {
  router_.add_quick(
      "GET", "/databases/{database}/docs", Permission::kNone, [](const Request& request) {
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
  router_.add("GET", "/page/{path...}", Permission::kNone,
              [](const Request& request, const Respond& respond) {
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
      "PUT", "/databases/{database}/docs", Permission::kNone,
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
  router_.add_long("GET", "/databases/{database}/queries", Permission::kNone,
                   [](const Request&, const Respond&) {});
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
  EXPECT_THAT(response.body, HasSubstr("no page at /&lt;b&gt;."));
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

/// The same with people who may less.
class GuardedRouterTest : public RouterTest {
 protected:
  GuardedRouterTest() {
    router_.add("GET", "/topology", Permission::kReadDatabase, answer);
    router_.add("GET", "/free", Permission::kNone, answer);
    router_.add("PUT", "/databases/{database}/counters", Permission::kWriteDatabase, answer);
    router_.add_streamed("POST", "/databases/{database}/admin/import",
                         Permission::kAdministerDatabase, answer);
    router_.add_long("GET", "/metrics", Permission::kOperateServer, answer);
  }

  static void answer(const Request&, const Respond& respond) { respond({200, {}, "done"}); }

  void come_as(decltype(security::Rights::databases) databases,
               Clearance clearance = Clearance::kValidUser) {
    caller_ = Caller::holder("ann", "AB12", {clearance, std::move(databases)});
  }
};

TEST_F(GuardedRouterTest, LetsAStrangerOnlyToWhatAsksForNothing) {
  caller_ = Caller::stranger("Who are <you>?");
  EXPECT_EQ(send("GET", "/free").status, 200);
  EXPECT_EQ(send("GET", "/metrics").status, 403);
  EXPECT_EQ(send("GET", "/topology?name=shop").status, 403);
  EXPECT_EQ(send("PUT", "/databases/shop/counters").status, 403);
}

TEST_F(GuardedRouterTest, AsksForAccessToTheDatabaseOfThePath) {
  come_as({{"shop", DatabaseAccess::kReadWrite}});
  EXPECT_EQ(send("PUT", "/databases/shop/counters").status, 200);
  EXPECT_EQ(send("PUT", "/databases/SHOP/counters").status, 200);
  EXPECT_EQ(send("PUT", "/databases/other/counters").status, 403);
  EXPECT_EQ(send("PUT", "/databases/sh%6Fp/counters").status, 200);
  EXPECT_EQ(send("PUT", "/databases/shop%2F/counters").status, 403);
  EXPECT_EQ(send("POST", "/databases/shop/admin/import").status, 403);
}

TEST_F(GuardedRouterTest, AsksForAccessToTheDatabaseOfTheParameterWhereThePathHasNone) {
  come_as({{"shop", DatabaseAccess::kRead}});
  EXPECT_EQ(send("GET", "/topology?name=shop").status, 200);
  EXPECT_EQ(send("GET", "/topology?name=other&name=shop").status, 403);
  EXPECT_EQ(send("GET", "/topology").status, 403);
  // Not what the parameter says, but the path.
  EXPECT_EQ(send("PUT", "/databases/other/counters?name=shop").status, 403);
}

TEST_F(GuardedRouterTest, OpensAllDatabasesToAnOperator) {
  come_as({}, Clearance::kOperator);
  EXPECT_EQ(send("POST", "/databases/other/admin/import").status, 200);
  EXPECT_EQ(send("GET", "/metrics").status, 200);
}

TEST_F(GuardedRouterTest, SaysInTheFormOfOfficialClientsWhatIsMissing) {
  come_as({{"shop", DatabaseAccess::kRead}});
  const auto response = send("PUT", "/databases/shop/counters");
  EXPECT_EQ(response.status, 403);
  EXPECT_THAT(response.body, HasSubstr("Raven.Client.Exceptions.Security.AuthorizationException"));
  EXPECT_THAT(response.body, HasSubstr("The certificate 'ann' may not do this: it needs the access "
                                       "ReadWrite to the database 'shop'."));
}

TEST_F(GuardedRouterTest, SaysItInABrowserOnAPage) {
  caller_ = Caller::stranger("Who are <you>?");
  const auto response = send("GET", "/metrics", {{"Accept", "text/html,*/*"}});
  EXPECT_EQ(response.status, 403);
  EXPECT_EQ(find_field(response.headers, "Content-Type"), "text/html; charset=utf-8");
  EXPECT_THAT(response.body, HasSubstr("Who are &lt;you&gt;?"));
}

TEST_F(GuardedRouterTest, TellsAStrangerNotWhichRoutesThereAre) {
  caller_ = Caller::stranger("Who are you?");
  const auto unknown = send("GET", "/nothing");
  EXPECT_EQ(unknown.status, 403);
  EXPECT_THAT(unknown.body, Not(HasSubstr("no endpoint")));
  EXPECT_EQ(send("DELETE", "/metrics").status, 403);
}

TEST_F(GuardedRouterTest, AsksAQuickHandlerOnlyForThoseWhoMay) {
  router_.add_quick("GET", "/databases/{database}/docs", Permission::kReadDatabase,
                    [](const Request&) {
                      return std::optional<Response>({200, {}, "quick"});
                    });
  const auto status = [&](const std::string& target) {
    Request request;
    request.method = "GET";
    request.target = target;
    return router_.answer_at_once(request)->status;
  };
  come_as({{"shop", DatabaseAccess::kRead}});
  EXPECT_EQ(status("/databases/shop/docs"), 200);
  EXPECT_EQ(status("/databases/other/docs"), 403);
}

TEST_F(GuardedRouterTest, TellsHandlersWhoAsks) {
  router_.add("GET", "/name", Permission::kRegistered,
              [](const Request& request, const Respond& respond) {
                respond({200, {}, request.caller->name()});
              });
  come_as({});
  EXPECT_EQ(send("GET", "/name").body, "ann");
}

/// The network's side of a conversation.
class Line final : public WebSocket {
 public:
  bool send(std::string message) override {
    sent.push_back(std::move(message));
    return true;
  }
  void close(WebSocketEnd end, std::string_view reason) override {
    ended = {end, std::string(reason)};
  }

  std::vector<std::string> sent;
  std::pair<WebSocketEnd, std::string> ended;
};

class Echo final : public WebSocketHandler {
 public:
  void on_open(std::shared_ptr<WebSocket> opened) override { socket = std::move(opened); }
  void on_text(std::string_view message) override {
    heard.emplace_back(message);
    EXPECT_TRUE(socket->send("heard " + std::string(message)));
  }
  void on_closed() override {}

  std::shared_ptr<WebSocket> socket;
  std::vector<std::string> heard;
};

class ConversationTest : public GuardedRouterTest {
 protected:
  ConversationTest() {
    router_.add("GET", "/databases/{database}/changes", Permission::kReadDatabase,
                [this](const Request&, const Respond& respond) {
                  Response response;
                  response.web_socket = echo_;
                  respond(std::move(response));
                });
    come_as({{"shop", DatabaseAccess::kRead}});
    conversation_ = send("GET", "/databases/shop/changes", {{"Upgrade", "websocket"}}).web_socket;
    conversation_->on_open(line_);
    conversation_->on_text("one");
  }

  std::shared_ptr<Line> line_ = std::make_shared<Line>();
  std::shared_ptr<Echo> echo_ = std::make_shared<Echo>();
  std::shared_ptr<WebSocketHandler> conversation_;
};

TEST_F(ConversationTest, GoesOnAsLongAsItsClientMay) {
  conversation_->on_text("two");
  EXPECT_THAT(line_->sent, ElementsAre("heard one", "heard two"));
}

TEST_F(ConversationTest, EndsWithTheNextMessageWhenItsClientMayNoLonger) {
  caller_ = Caller::stranger("You were removed.");
  conversation_->on_text("two");
  EXPECT_THAT(echo_->heard, ElementsAre("one"));
  EXPECT_EQ(line_->ended, std::pair(WebSocketEnd::kRefused, std::string("You were removed.")));
}

TEST_F(ConversationTest, TellsNothingMoreToAClientThatMayNoLonger) {
  come_as({{"bank", DatabaseAccess::kRead}});
  EXPECT_FALSE(echo_->socket->send("a change of shop"));
  EXPECT_THAT(line_->sent, ElementsAre("heard one"));
  EXPECT_THAT(line_->ended.second, HasSubstr("the access Read to the database 'shop'"));
}

}  // namespace
}  // namespace penstock::http
