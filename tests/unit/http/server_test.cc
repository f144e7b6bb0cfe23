#include "http/server.h"

#include <future>
#include <memory>
#include <stdexcept>
#include <thread>
#include <vector>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "http/curl_client.h"
#include "http/errors.h"
#include "support/assertions.h"
#include "support/eventually.h"
#include "unit/http/raw_connection.h"
#include "unit/http/server_fixture.h"

namespace penstock::http {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawConnection;
using testing::status_of;
using namespace std::chrono_literals;

/// Answers with what it received.
void echo(Request& request, const Respond& respond) {
  std::string text = request.method + " " + request.path;
  for (const auto& [name, value] : request.query) text += fmt::format(" {}={}", name, value);
  respond({200, {{"Content-Type", "text/plain"}}, text + " [" + request.body + "]"});
}

/// More than the buffers of both ends of a connection hold.
constexpr std::size_t kMoreThanASocketTakes = std::size_t{32} << 20;

class ServerTest : public ServerFixture {
 protected:
  void start(RootHandler handler = echo, ServerOptions options = {}) {
    ServerFixture::start(std::move(handler), std::move(options));
  }
};

TEST_F(ServerTest, AnswersARequestAndPutsTheCommonHeadersOnIt) {
  start();
  CurlClient client(client_tls_);
  const auto response =
      client.send({"POST", server_->url() + "/a%20b?x=1&y=%26", {}, "hello", 5s}, {});
  ASSERT_OK(response);
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body, "POST /a b x=1 y=& [hello]");
  EXPECT_EQ(find_field(response->headers, "raven-server-version"), "7.2.2");
}

TEST_F(ServerTest, SaysWhereARequestComesFromAndWhetherItIsSecured) {
  start([](const Request& request, const Respond& respond) {
    respond({200,
             {},
             fmt::format("{} {} {}", request.remote_address, request.is_secured,
                         request.client_certificate != nullptr)});
  });
  EXPECT_THAT(exchange(request("GET /")), HasSubstr(fmt::format("127.0.0.1 {} false", kIsSecured)));
}

TEST_F(ServerTest, AnswersAtOnceWhatCanBeAndLeavesTheRestToTheHandler) {
  const auto at_once = [](const Request& request) -> std::optional<Response> {
    if (request.path == "/throws") throw std::runtime_error("on purpose");
    if (request.path != "/quick") return std::nullopt;
    return Response{200, {}, "at once"};
  };
  start(echo, {.answer_at_once = at_once});
  RawConnection connection(server_->url());
  connection.send(request("GET /quick") + request("GET /slow") + request("GET /quick") +
                  request("POST /quick", "Content-Length: 1\r\n", "x") + request("GET /throws"));
  EXPECT_THAT(connection.read_response(), HasSubstr("\r\n\r\nat once"));
  EXPECT_THAT(connection.read_response(), HasSubstr("GET /slow []"));
  EXPECT_THAT(connection.read_response(), HasSubstr("\r\n\r\nat once"));
  EXPECT_THAT(connection.read_response(), HasSubstr("POST /quick [x]"));
  EXPECT_THAT(connection.read_response(), HasSubstr("GET /throws []"));
}

TEST_F(ServerTest, LetsUnknownMethodsThrough) {
  start();
  EXPECT_THAT(exchange(request("RESET /databases/x/admin/etl")), HasSubstr("RESET /databases"));
}

TEST_F(ServerTest, ReadsSloppyQueriesAsMeant) {
  start();
  EXPECT_THAT(exchange(request("GET /docs?&id=a&id=b&")), HasSubstr("GET /docs id=a id=b []"));
  EXPECT_THAT(exchange(request("GET /docs??raft=1")), HasSubstr("GET /docs raft=1 []"));
  EXPECT_THAT(exchange(request("GET /docs?")), HasSubstr("GET /docs []"));
  EXPECT_THAT(exchange(request("GET /t?name=db&first")), HasSubstr("GET /t name=db first= []"));
}

TEST_F(ServerTest, ReadsAHeaderThatArrivesByteByByte) {
  start();
  RawConnection connection(server_->url());
  for (const char byte : request("GET /slow")) connection.send({&byte, 1});
  EXPECT_THAT(connection.read_response(), HasSubstr("GET /slow []"));
}

TEST_F(ServerTest, ReadsChunkedBodies) {
  start();
  const auto response = exchange(request("POST /", "Transfer-Encoding: chunked\r\n",
                                         "5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n"));
  EXPECT_THAT(response, HasSubstr("[hello world]"));
}

TEST_F(ServerTest, KeepsTheConnectionAndAnswersPipelinedRequestsInOrder) {
  start();
  RawConnection connection(server_->url());
  connection.send(request("GET /1") + request("GET /2") + request("GET /3"));
  EXPECT_THAT(connection.read_response(), HasSubstr("GET /1 []"));
  EXPECT_THAT(connection.read_response(), HasSubstr("GET /2 []"));
  EXPECT_THAT(connection.read_response(), HasSubstr("GET /3 []"));
}

TEST_F(ServerTest, ClosesWhenTheClientAsksForIt) {
  start();
  RawConnection connection(server_->url());
  connection.send(request("GET /", "Connection: close\r\n"));
  EXPECT_THAT(connection.read_to_end(), HasSubstr("Connection: close"));
}

TEST_F(ServerTest, SendsNoBodyInAnswerToHead) {
  start();
  RawConnection connection(server_->url());
  connection.send(request("HEAD /x", "Connection: close\r\n"));
  const auto response = connection.read_to_end();
  EXPECT_EQ(status_of(response), 200);
  EXPECT_TRUE(response.ends_with("\r\n\r\n")) << response;
}

TEST_F(ServerTest, SendsNoLengthWith204And304) {
  start([](Request& request, const Respond& respond) {
    respond({request.path == "/204" ? 204 : 304, {}, ""});
  });
  EXPECT_THAT(exchange(request("GET /204")), Not(HasSubstr("Content-Length")));
  EXPECT_THAT(exchange(request("GET /304")), Not(HasSubstr("Content-Length")));
}

TEST_F(ServerTest, SendsAnAnswerThatIsMoreThanTheSocketTakesAtOnce) {
  const std::string body(kMoreThanASocketTakes, 'x');
  start([body](Request&, const Respond& respond) { respond({200, {}, body}); });
  RawConnection connection(server_->url());
  connection.send(request("GET /") + request("GET /"));
  for (int answer = 0; answer < 2; ++answer) {
    const auto response = connection.read_response();
    EXPECT_EQ(status_of(response), 200);
    EXPECT_TRUE(response.ends_with("\r\n\r\n" + body));
  }
}

TEST_F(ServerTest, ClosesWhenTheClientDoesNotTakeItsAnswer) {
  const std::string body(kMoreThanASocketTakes, 'x');
  start(
      [body](Request&, const Respond& respond) {
        respond({200, {}, body});
      },
      {.body_timeout = 50ms});
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  EXPECT_TRUE(connection.send_until_closed("GET"));
}

TEST_F(ServerTest, ContinuesAClientThatWaitsForIt) {
  start();
  expect_continuation();
}

TEST_F(ServerTest, DecompressesGzip) {
  start();
  const auto body = gzip("{\"a\":1}");
  const auto response = exchange(
      request("POST /",
              fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", body.size()), body));
  EXPECT_THAT(response, HasSubstr("[{\"a\":1}]"));
}

TEST_F(ServerTest, BoundsWhatGzipUnfoldsTo) {
  start(echo, {.body_bytes_max = 100'000});
  const auto body = gzip(std::string(100'001, 'x'));
  const auto response = exchange(
      request("POST /",
              fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", body.size()), body));
  EXPECT_EQ(status_of(response), 413);
}

TEST_F(ServerTest, RefusesDamagedGzip) {
  start();
  const auto response =
      exchange(request("POST /", "Content-Encoding: gzip\r\nContent-Length: 3\r\n", "abc"));
  EXPECT_EQ(status_of(response), 400);
}

TEST_F(ServerTest, Answers415ToOtherEncodings) {
  start();
  const auto response =
      exchange(request("POST /", "Content-Encoding: zstd\r\nContent-Length: 3\r\n", "abc"));
  EXPECT_EQ(status_of(response), 415);
  EXPECT_THAT(response, HasSubstr("'zstd' is not supported"));
}

TEST_F(ServerTest, Answers413ToABodyOverTheLimit) {
  start(echo, {.body_bytes_max = 1000});
  const auto announced =
      exchange(request("POST /", "Content-Length: 1001\r\n", std::string(1001, 'x')));
  EXPECT_EQ(status_of(announced), 413);
  EXPECT_THAT(announced, HasSubstr("BadRequestException"));
  EXPECT_THAT(announced, HasSubstr("Raven-Server-Version: 7.2.2"));

  const auto chunked = exchange(request("POST /", "Transfer-Encoding: chunked\r\n",
                                        "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n"));
  EXPECT_EQ(status_of(chunked), 413);
}

TEST_F(ServerTest, Delivers413ToAClientThatIsStillSending) {
  start(echo, {.body_bytes_max = 1000});
  CurlClient client(client_tls_);
  const auto response =
      client.send({"POST", server_->url(), {}, std::string(8'000'000, 'x'), 10s}, {});
  ASSERT_OK(response);
  EXPECT_EQ(response->status, 413);
}

TEST_F(ServerTest, Answers431ToAHeaderOverTheLimit) {
  start();
  EXPECT_EQ(status_of(exchange(request("GET /", "X: " + std::string(60'000, 'x') + "\r\n"))), 200);
  EXPECT_EQ(status_of(exchange(request("GET /", "X: " + std::string(70'000, 'x') + "\r\n"))), 431);
}

TEST_F(ServerTest, Answers400ToWhatIsNotHttp) {
  start();
  EXPECT_EQ(status_of(exchange("hello\r\n\r\n")), 400);
}

TEST_F(ServerTest, Answers408ToARequestThatDoesNotArrive) {
  start(echo, {.header_timeout = 50ms, .body_timeout = 50ms});
  EXPECT_EQ(status_of(exchange("GET / HT")), 408);
  EXPECT_EQ(status_of(exchange(request("POST /", "Content-Length: 5\r\n", "ab"))), 408);
}

TEST_F(ServerTest, ClosesIdleConnections) {
  start(echo, {.idle_timeout = 50ms});
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  EXPECT_EQ(status_of(connection.read_response()), 200);
  EXPECT_EQ(connection.read_to_end(), "");
}

TEST_F(ServerTest, RefusesForeignOrigins) {
  start();
  const auto own = server_->url();
  EXPECT_EQ(status_of(exchange(request("POST /", "Origin: " + own + "\r\n"))), 200);
  EXPECT_EQ(status_of(exchange(request("POST /", "Origin: http://evil.example\r\n"))), 403);
  EXPECT_EQ(status_of(exchange(request("POST /", "Origin: null\r\n"))), 403);
}

TEST_F(ServerTest, Answers503WhenTheQueueIsFull) {
  start(
      [&, released = release_.get_future().share()](Request& request, const Respond& respond) {
        if (request.path == "/first") {
          running_.set_value();
          released.wait();
        }
        respond({});
      },
      {.handler_threads = 1, .handler_queue_max = 1});
  const auto send = [&](const std::string& path) {
    return std::async(std::launch::async,
                      [this, path] { return status_of(exchange(request("GET " + path))); });
  };
  auto first = send("/first");
  running_.get_future().wait();
  // While the first occupies the thread, one of these two waits and the other is refused.
  auto second = send("/");
  auto third = send("/");
  const auto is_ready = [](auto& answer) {
    return answer.wait_for(0s) == std::future_status::ready;
  };
  EXPECT_TRUE(eventually([&] { return is_ready(second) || is_ready(third); }));
  release_.set_value();

  EXPECT_EQ(first.get(), 200);
  EXPECT_THAT((std::vector{second.get(), third.get()}), ::testing::UnorderedElementsAre(200, 503));
}

TEST_F(ServerTest, WhatTakesLongDoesNotHoldUpTheRest) {
  start(
      [&, released = release_.get_future().share()](Request& request, const Respond& respond) {
        if (request.path == "/long") {
          running_.set_value();
          released.wait();
        }
        respond({});
      },
      {.kind_of =
           [](const Request& header) {
             return header.path == "/long" ? RequestKind::kLong : RequestKind::kOrdinary;
           },
       .handler_threads = 1,
       .long_handler_threads = 1});
  RawConnection connection(server_->url());
  connection.send(request("GET /long"));
  running_.get_future().wait();
  EXPECT_EQ(status_of(exchange(request("GET /short"))), 200);
  release_.set_value();
  EXPECT_EQ(status_of(connection.read_response()), 200);
}

TEST_F(ServerTest, TurnsAwayBeforeTheBodyWhoMayNotSendIt) {
  start([](const Request&, const Respond& respond) { respond({}); },
        {.refuse = [](Request& header) -> std::optional<Response> {
          if (header.path == "/open") return std::nullopt;
          return Response{403, {}, "no"};
        }});
  RawConnection connection(server_->url());
  connection.send(request("PUT /closed", "Content-Length: 1000000\r\n", "only the beginning"));
  EXPECT_EQ(status_of(connection.read_response()), 403);
  EXPECT_EQ(status_of(exchange(request("PUT /open", "Content-Length: 2\r\n", "ab"))), 200);
}

TEST_F(ServerTest, Answers503WhenLargeBodiesUseUpTheirMemory) {
  start(echo, {.large_bodies_bytes_max = 200'000});
  const auto large = [&](std::size_t bytes) {
    return request("POST /", fmt::format("Content-Length: {}\r\n", bytes), std::string(bytes, 'x'));
  };
  EXPECT_EQ(status_of(exchange(large(150'000))), 200);
  EXPECT_EQ(status_of(exchange(large(250'000))), 503);
  // The memory is given back when the last to know the request forgets it.
  EXPECT_TRUE(eventually([&] { return status_of(exchange(large(150'000))) == 200; }));
}

TEST_F(ServerTest, TakesTheAnswerFromAnotherThreadLater) {
  start([&](Request&, const Respond& respond) { received_.set_value(respond); });
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  received_.get_future().get()({201, {}, "later"});
  EXPECT_EQ(status_of(connection.read_response()), 201);
}

TEST_F(ServerTest, Answers500WhenTheHandlerDropsTheRequest) {
  start([](Request&, const Respond&) {});
  EXPECT_EQ(status_of(exchange(request("GET /"))), 500);
}

TEST_F(ServerTest, Answers500WhenTheHandlerThrows) {
  start([](Request&, const Respond&) { throw std::bad_alloc(); });
  EXPECT_EQ(status_of(exchange(request("GET /"))), 500);
}

TEST_F(ServerTest, LetsRequestsUnderWayEndBeforeItStops) {
  start([&](Request&, const Respond& respond) { received_.set_value(respond); });
  RawConnection idle(server_->url());
  RawConnection busy(server_->url());
  busy.send(request("GET /"));
  const auto respond = received_.get_future().get();

  std::jthread stopping([&] { server_->stop(); });
  EXPECT_EQ(idle.read_to_end(), "");
  respond({200, {}, "done"});
  EXPECT_THAT(busy.read_to_end(), HasSubstr("done"));
}

TEST_F(ServerTest, StopsInBoundedTimeThoughAnAnswerNeverComes) {
  start([&](Request&, const Respond& respond) { received_.set_value(respond); },
        {.stop_timeout = 50ms});
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  const auto respond = received_.get_future().get();
  server_->stop();
  EXPECT_EQ(connection.read_to_end(), "");
  server_.reset();
  respond({200, {}, "too late"});  // Goes nowhere.
}

TEST_F(ServerTest, BreaksOffWhatRunsLongWhenItStops) {
  std::atomic<int> handled = 0;
  start(
      [&](Request& request, const Respond& respond) {
        if (++handled == 1) running_.set_value();
        std::mutex mutex;
        std::condition_variable_any changed;
        std::unique_lock lock(mutex);
        changed.wait(lock, request.stop, [] { return false; });
        respond({200, {}, "if it still arrives"});
      },
      {.stop_timeout = 50ms, .handler_threads = 1});
  std::vector<std::unique_ptr<RawConnection>> connections;
  for (int i = 0; i < 3; ++i) {
    connections.push_back(std::make_unique<RawConnection>(server_->url()));
    connections.back()->send(request("GET /"));
  }
  running_.get_future().wait();
  server_->stop();
  EXPECT_EQ(handled, 1) << "what waited for a thread has begun";
  for (const auto& connection : connections) connection->read_to_end();  // All of them end.
}

TEST_F(ServerTest, SaysThatAPortIsInUse) {
  start();
  const auto second = Server::open(
      {.url = server_->url(), .identity = kIsSecured ? secure() : nullptr}, clock_, echo);
  ASSERT_FALSE(second.has_value());
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(second.error().message, HasSubstr("in use by another program"));
}

}  // namespace
}  // namespace penstock::http
