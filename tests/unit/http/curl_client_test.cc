#include "http/curl_client.h"

#include <future>
#include <stop_token>
#include <thread>

#include "http/server.h"
#include "support/assertions.h"
#include "unit/http/pieces.h"

namespace penstock::http {
namespace {

using testing::must;
using testing::Pieces;
using namespace std::chrono_literals;

class CurlClientTest : public ::testing::Test {
 protected:
  void start(RootHandler handler) {
    server_ = must(Server::open({.url = "http://127.0.0.1:0", .stop_timeout = 10ms}, clock_,
                                std::move(handler)));
  }

  ErrorCode failure_of(const ClientRequest& request, const std::stop_token& stop = {}) {
    const auto response = client_.send(request, stop);
    return response ? ErrorCode::kInternal : response.error().code;
  }

  SystemClock clock_;
  std::promise<Respond> received_;  ///< A request that is not answered.
  std::unique_ptr<Server> server_;  ///< Last of what handlers use.
  CurlClient client_;
};

TEST_F(CurlClientTest, SendsMethodsHeadersAndBodiesAndForgetsThemAfterwards) {
  start([](Request& request, const Respond& respond) {
    respond({200,
             {{"X-Seen", std::string(request.header("X-Sent").value_or("none"))}},
             request.method + ":" + request.body});
  });
  const auto reset = must(client_.send({"RESET", server_->url(), {{"X-Sent", "1"}}, "{}", 5s}, {}));
  EXPECT_EQ(reset.body, "RESET:{}");
  EXPECT_EQ(find_field(reset.headers, "x-seen"), "1");

  const auto get = must(client_.send({"GET", server_->url(), {}, "", 5s}, {}));
  EXPECT_EQ(get.body, "GET:");
  EXPECT_EQ(find_field(get.headers, "x-seen"), "none");

  EXPECT_EQ(must(client_.send({"HEAD", server_->url(), {}, "", 5s}, {})).status, 200);
  EXPECT_EQ(must(client_.send({"PUT", server_->url(), {}, "", 5s}, {})).body, "PUT:");
}

TEST_F(CurlClientTest, FollowsNoRedirects) {
  start([](Request&, const Respond& respond) { respond({302, {{"Location", "/other"}}, ""}); });
  EXPECT_EQ(must(client_.send({"GET", server_->url(), {}, "", 5s}, {})).status, 302);
}

TEST_F(CurlClientTest, SaysWhyThereIsNoAnswer) {
  EXPECT_EQ(failure_of({"GET", "http://127.0.0.1:1/", {}, "", 5s}), ErrorCode::kUnavailable);
  EXPECT_EQ(failure_of({"GET", "ftp://127.0.0.1/", {}, "", 5s}), ErrorCode::kInvalidArgument);
  EXPECT_EQ(failure_of({"GET", "http://", {}, "", 5s}), ErrorCode::kInvalidArgument);
}

TEST_F(CurlClientTest, GivesUpAtTheTimeout) {
  start([&](Request&, const Respond& respond) { received_.set_value(respond); });
  EXPECT_EQ(failure_of({"GET", server_->url(), {}, "", 50ms}), ErrorCode::kTimeout);
}

TEST_F(CurlClientTest, EndsWhenStopIsRequested) {
  std::stop_source stop;
  start([&](Request&, const Respond& respond) {
    stop.request_stop();
    received_.set_value(respond);
  });
  EXPECT_EQ(failure_of({"GET", server_->url(), {}, "", 30s}, stop.get_token()),
            ErrorCode::kCancelled);
}

TEST_F(CurlClientTest, BoundsTheAnswer) {
  start([](Request&, const Respond& respond) {
    respond({200, {}, std::string(kAnswerBytesMax + 1, 'x')});
  });
  EXPECT_EQ(failure_of({"GET", server_->url(), {}, "", 30s}), ErrorCode::kTooLarge);
}

class CurlTransferTest : public CurlClientTest {
 protected:
  ClientRequest post() const {
    ClientRequest request{"POST", server_->url(), {}, "", 30s};
    request.take_body = [this](std::string_view piece) -> Result<void> {
      taken_ += piece;
      return {};
    };
    return request;
  }

  mutable std::string taken_;
};

TEST_F(CurlTransferTest, SendsABodyWhileItIsMadeAndGivesTheAnswerAsItComes) {
  start([](Request& request, const Respond& respond) { respond({200, {}, request.body}); });
  auto request = post();
  const std::string large(3 * kBodyPieceBytes, 'x');
  request.body_source =
      std::make_shared<Pieces>(std::vector<std::string>{"", "one ", large, "", " two"});

  const auto response = must(client_.send(request, {}));

  EXPECT_EQ(response.body, "");
  EXPECT_EQ(taken_, "one " + large + " two");
  // And is forgotten afterwards.
  EXPECT_EQ(must(client_.send({"POST", server_->url(), {}, "next", 5s}, {})).body, "next");
}

TEST_F(CurlTransferTest, TakesAnswersOfAnyLengthButNotThoseThatAreErrors) {
  start([](Request& request, const Respond& respond) {
    const int status = request.body == "fail" ? 500 : 200;
    respond({status, {}, status == 500 ? "why" : std::string(kAnswerBytesMax + 1, 'x')});
  });
  auto request = post();
  ASSERT_OK(client_.send(request, {}));
  EXPECT_EQ(taken_.size(), kAnswerBytesMax + 1);

  taken_.clear();
  request.body = "fail";
  EXPECT_EQ(must(client_.send(request, {})).body, "why");
  EXPECT_EQ(taken_, "");
}

TEST_F(CurlTransferTest, ErrorOfTheSourceOrOfTheTakerEndsTheCall) {
  start([](Request& request, const Respond& respond) { respond({200, {}, request.body}); });
  auto request = post();
  request.take_body = [](std::string_view) -> Result<void> {
    return Error{ErrorCode::kTooLarge, "the disk is full"};
  };
  request.body = "x";
  EXPECT_EQ(failure_of(request), ErrorCode::kTooLarge);

  request = post();
  request.body_source = std::make_shared<Pieces>(std::vector<std::string>{"x"},
                                                 Error{ErrorCode::kCorruption, "damaged"});
  EXPECT_EQ(failure_of(request), ErrorCode::kCorruption);
}

}  // namespace
}  // namespace penstock::http
