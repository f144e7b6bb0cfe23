// Bodies of requests that are read while they arrive.
#include <atomic>
#include <future>
#include <limits>
#include <thread>
#include <vector>

#include <gmock/gmock.h>

#include "http/curl_client.h"
#include "http/errors.h"
#include "support/eventually.h"
#include "unit/http/server_fixture.h"

namespace penstock::http {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using testing::RawConnection;
using testing::status_of;
using namespace std::chrono_literals;

constexpr auto kMegabyte = std::size_t{1} << 20;

RequestKind always(const Request&) { return RequestKind::kStreamed; }

Result<std::string> read_all(BodyReader& body) {
  std::string all;
  while (auto piece = TRY(body.read())) {
    EXPECT_FALSE(piece->empty());
    all += *piece;
  }
  return all;
}

Response answer_to(const Request& request, const Result<std::string>& body) {
  if (!body) return error_response(body.error(), request.target);
  return {200, {}, "[" + *body + "]"};
}

void echo(Request& request, const Respond& respond) {
  respond(answer_to(request, read_all(*request.body_reader)));
}

class RequestStreamTest : public ServerFixture {
 protected:
  void start(RootHandler handler = echo, ServerOptions options = {}) {
    options.kind_of = always;
    ServerFixture::start(std::move(handler), std::move(options));
  }

  /// A handler that reads when the test has released it, and tells how that ended.
  RootHandler reading_later() {
    return [this](Request& request, const Respond& respond) {
      running_.set_value();
      release_.get_future().wait();
      auto body = read_all(*request.body_reader);
      respond(answer_to(request, body));
      outcome_.set_value(std::move(body));
    };
  }

  std::promise<Result<std::string>> outcome_;
};

TEST_F(RequestStreamTest, GivesTheHandlerWhatHasArrivedBeforeTheRestIsSent) {
  std::promise<std::string> first;
  start([&](Request& request, const Respond& respond) {
    first.set_value(**request.body_reader->read());
    respond(answer_to(request, read_all(*request.body_reader)));
  });
  RawConnection connection(server_->url());
  connection.send(request("POST /", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\n"));
  EXPECT_EQ(first.get_future().get(), "hello");
  connection.send("6\r\n world\r\n0\r\n\r\n");
  EXPECT_THAT(connection.read_response(), HasSubstr("[ world]"));
}

TEST_F(RequestStreamTest, TakesBodiesOverTheLimitOfWholeOnes) {
  start(echo, {.body_bytes_max = 1000});
  CurlClient client(client_tls_);
  const std::string body(8 * kMegabyte, 'x');
  const auto response = client.send({"POST", server_->url(), {}, body, 10s}, {});
  ASSERT_OK(response);
  EXPECT_EQ(response->body, "[" + body + "]");
}

TEST_F(RequestStreamTest, MakesTheClientWaitForAHandlerThatDoesNotRead) {
  start(reading_later());
  RawConnection connection(server_->url());
  const std::string body(64 * kMegabyte, 'x');
  connection.send(request("POST /", fmt::format("Content-Length: {}\r\n", body.size())));
  const auto taken = connection.send_while_taken(body);
  EXPECT_LT(taken, body.size() / 2);  // What the system's own buffers hold, and a little.
  release_.set_value();
  connection.send(std::string_view(body).substr(taken));
  ASSERT_OK(outcome_.get_future().get());
}

TEST_F(RequestStreamTest, TellsTheReaderThatTheClientHasGone) {
  start(reading_later());
  {
    RawConnection connection(server_->url());
    connection.send(request("POST /", "Content-Length: 10\r\n", "abc"));
    running_.get_future().wait();
  }
  release_.set_value();
  const auto outcome = outcome_.get_future().get();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kUnavailable);
}

TEST_F(RequestStreamTest, TellsTheReaderThatTheBodyIsNotHttp) {
  start();
  const auto response =
      exchange(request("POST /", "Transfer-Encoding: chunked\r\n", "5\r\nhello\r\nxyz\r\n"));
  EXPECT_EQ(status_of(response), 400);
}

TEST_F(RequestStreamTest, TellsTheReaderThatTheClientSendsNothing) {
  start(echo, {.body_timeout = 50ms});
  EXPECT_EQ(status_of(exchange(request("POST /", "Content-Length: 10\r\n", "abc"))), 408);
}

TEST_F(RequestStreamTest, TellsTheReaderThatTheServerStops) {
  start(
      [&](Request& request, const Respond& respond) {
        running_.set_value();
        auto body = read_all(*request.body_reader);
        respond(answer_to(request, body));
        outcome_.set_value(std::move(body));
      },
      {.stop_timeout = 50ms});
  RawConnection connection(server_->url());
  connection.send(request("POST /", "Content-Length: 10\r\n", "abc"));
  running_.get_future().wait();
  server_->stop();
  const auto outcome = outcome_.get_future().get();
  ASSERT_FALSE(outcome.has_value());
  EXPECT_EQ(outcome.error().code, ErrorCode::kCancelled);
}

TEST_F(RequestStreamTest, AnswersBeforeABodyThatNeverEnds) {
  start([](Request& request, const Respond& respond) {
    EXPECT_EQ(**request.body_reader->read(), "[1]");
    respond({200, {}, ""});
  });
  RawConnection connection(server_->url());
  connection.send(request("POST /", "Transfer-Encoding: chunked\r\n", "3\r\n[1]\r\n"));
  EXPECT_THAT(connection.read_response(), HasSubstr("Connection: close"));
}

TEST_F(RequestStreamTest, AnswersAClientThatIsStillSendingWhatNobodyReads) {
  start([](Request&, const Respond& respond) { respond({404, {}, "no"}); });
  CurlClient client(client_tls_);
  const auto response =
      client.send({"POST", server_->url(), {}, std::string(8 * kMegabyte, 'x'), 10s}, {});
  ASSERT_OK(response);
  EXPECT_EQ(response->status, 404);
}

TEST_F(RequestStreamTest, ClosesOnAClientThatGoesOnSendingAfterItsAnswer) {
  start(
      [](Request&, const Respond& respond) {
        respond({404, {}, "no"});
      },
      {.linger_timeout = 50ms, .linger_bytes_max = std::numeric_limits<std::size_t>::max()});
  RawConnection connection(server_->url());
  connection.send(request("POST /", "Content-Length: 1000000000000\r\n"));
  EXPECT_TRUE(connection.send_until_closed(std::string(kMegabyte, 'x')));
}

TEST_F(RequestStreamTest, ClosesOnAClientThatSendsTooMuchAfterItsAnswer) {
  start(
      [](Request&, const Respond& respond) {
        respond({404, {}, "no"});
      },
      {.linger_timeout = 1h, .linger_bytes_max = kMegabyte});
  RawConnection connection(server_->url());
  connection.send(request("POST /", "Content-Length: 1000000000000\r\n"));
  EXPECT_TRUE(connection.send_until_closed(std::string(kMegabyte, 'x')));
}

TEST_F(RequestStreamTest, ClosesOnAClientThatFallsSilentAfterItsAnswer) {
  start(
      [](Request&, const Respond& respond) {
        respond({404, {}, "no"});
      },
      {.linger_timeout = 50ms});
  RawConnection connection(server_->url());
  connection.send(request("POST /", "Content-Length: 1000000000000\r\n", "abc"));
  EXPECT_EQ(status_of(connection.read_to_end()), 404);
  EXPECT_TRUE(connection.send_until_closed("x"));
}

TEST_F(RequestStreamTest, KeepsTheConnectionAfterABodyThatWasReadToItsEnd) {
  start();
  RawConnection connection(server_->url());
  const auto one = request("POST /", "Content-Length: 3\r\n", "one");
  const auto two = request("POST /", "Transfer-Encoding: chunked\r\n", "3\r\ntwo\r\n0\r\n\r\n");
  connection.send(one + two + one);
  EXPECT_THAT(connection.read_response(), HasSubstr("[one]"));
  EXPECT_THAT(connection.read_response(), HasSubstr("[two]"));
  EXPECT_THAT(connection.read_response(), HasSubstr("[one]"));
}

TEST_F(RequestStreamTest, ContinuesAClientThatWaitsForIt) {
  start();
  expect_continuation();
}

TEST_F(RequestStreamTest, Answers503WhenAllItsThreadsReadAlready) {
  std::atomic<int> reading = 0;
  start(
      [&](Request& request, const Respond& respond) {
        ++reading;
        echo(request, respond);
      },
      {.stream_handler_threads = 2, .stream_handler_queue_max = 1});
  std::vector<std::unique_ptr<RawConnection>> connections;
  for (int i = 0; i < 2; ++i) {
    connections.push_back(std::make_unique<RawConnection>(server_->url()));
    connections.back()->send(request("POST /", "Content-Length: 3\r\n", "a"));
    ASSERT_TRUE(eventually([&] { return reading == i + 1; }));
  }
  // Of these two one waits for a thread and the other is refused.
  const auto send = [&] {
    return std::async(std::launch::async, [this] {
      return status_of(exchange(request("POST /", "Content-Length: 3\r\n", "abc")));
    });
  };
  auto third = send();
  auto fourth = send();
  const auto is_ready = [](auto& answer) {
    return answer.wait_for(0s) == std::future_status::ready;
  };
  EXPECT_TRUE(eventually([&] { return is_ready(third) || is_ready(fourth); }));
  for (auto& connection : connections) connection->send("bc");
  for (auto& connection : connections) EXPECT_EQ(status_of(connection->read_response()), 200);
  EXPECT_THAT((std::vector{third.get(), fourth.get()}), ::testing::UnorderedElementsAre(200, 503));
}

class GzipStreamTest : public RequestStreamTest {
 protected:
  std::string send(const std::string& compressed) {
    return exchange(
        request("POST /",
                fmt::format("Content-Encoding: gzip\r\nContent-Length: {}\r\n", compressed.size()),
                compressed));
  }
};

TEST_F(GzipStreamTest, DecompressesPieceByPiece) {
  std::string text;
  for (int i = 0; i < 200'000; ++i) text += std::to_string(i);
  start();
  EXPECT_THAT(send(gzip(text)), HasSubstr("[" + text + "]"));
  EXPECT_THAT(send(gzip("")), HasSubstr("[]"));
}

TEST_F(GzipStreamTest, GivesTheHandlerWhatWasFlushedThoughTheStreamNeverEnds) {
  start([](Request& request, const Respond& respond) {
    EXPECT_EQ(**request.body_reader->read(), "[1]");
    respond({200, {}, ""});
  });
  RawConnection connection(server_->url());
  const auto flushed = gzip("[1]", Z_SYNC_FLUSH);
  connection.send(request("POST /", "Content-Encoding: gzip\r\nTransfer-Encoding: chunked\r\n",
                          fmt::format("{:x}\r\n{}\r\n", flushed.size(), flushed)));
  EXPECT_EQ(status_of(connection.read_response()), 200);
}

TEST_F(GzipStreamTest, RefusesWhatIsDamagedCutOffOrFollowedByMore) {
  start();
  const auto whole = gzip("hello");
  EXPECT_EQ(status_of(send("abc")), 400);
  EXPECT_EQ(status_of(send(whole.substr(0, whole.size() - 3))), 400);
  EXPECT_EQ(status_of(send(whole + "x")), 400);
}

}  // namespace
}  // namespace penstock::http
