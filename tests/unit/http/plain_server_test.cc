// What a server does only without TLS.
#include <memory>
#include <vector>

#include <gmock/gmock.h>

#include "unit/http/server_fixture.h"

namespace penstock::http {
namespace {

using ::testing::HasSubstr;
using testing::RawConnection;
using testing::status_of;

void answer(Request& /*request*/, const Respond& respond) { respond({}); }

class PlainServerTest : public ServerFixture {};

TEST_F(PlainServerTest, RefusesUnknownHosts) {
  start(answer);
  const auto response = exchange("GET / HTTP/1.1\r\nHost: evil.example\r\n\r\n");
  EXPECT_EQ(status_of(response), 403);
  EXPECT_THAT(response, HasSubstr("evil.example"));
  EXPECT_EQ(status_of(exchange("GET / HTTP/1.1\r\n\r\n")), 403);
  EXPECT_EQ(status_of(exchange("GET / HTTP/1.1\r\nHost: localhost:1\r\n\r\n")), 200);
}

TEST_F(PlainServerTest, TurnsConnectionsOverTheLimitAway) {
  start(answer, {.connections_max = 10});
  std::vector<std::unique_ptr<RawConnection>> connections;
  for (int i = 0; i < 10; ++i) {
    connections.push_back(std::make_unique<RawConnection>(server_->url()));
    connections.back()->send(request("GET /"));
    EXPECT_EQ(status_of(connections.back()->read_response()), 200);
  }
  RawConnection one_more(server_->url());
  const auto response = one_more.read_to_end();
  EXPECT_EQ(status_of(response), 503);
  EXPECT_THAT(response, HasSubstr("too many connections"));
  EXPECT_THAT(response, HasSubstr("\r\nRetry-After: 1\r\n"));
}

TEST_F(PlainServerTest, ListensBeyondLoopbackOnlyWhenAllowed) {
  const auto refused = Server::open({.url = "http://0.0.0.0:0"}, clock_, answer);
  ASSERT_FALSE(refused.has_value());
  EXPECT_THAT(refused.error().message, HasSubstr("--allow-unsecured"));
  ASSERT_OK(Server::open({.url = "http://0.0.0.0:0", .allow_unsecured = true}, clock_, answer));
}

}  // namespace
}  // namespace penstock::http
