// Bodies of answers that are made while the client takes them.
#include <atomic>
#include <functional>
#include <memory>
#include <stdexcept>

#include <gmock/gmock.h>

#include "http/curl_client.h"
#include "http/errors.h"
#include "support/eventually.h"
#include "unit/http/server_fixture.h"

namespace penstock::http {
namespace {

using testing::eventually;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RawConnection;
using testing::status_of;
using namespace std::chrono_literals;

using Piece = Result<std::optional<std::string>>;

/// Makes the pieces that a function makes of their numbers, and shows that it lives.
class TestSource final : public BodySource {
 public:
  TestSource(std::function<Piece(int)> make, std::optional<std::uint64_t> size,
             std::shared_ptr<std::atomic<int>> made)
      : make_(std::move(make)), size_(size), made_(std::move(made)) {}

  std::optional<std::uint64_t> size() const override { return size_; }
  Piece next() override {
    ++*made_;
    return make_(number_++);
  }

 private:
  std::function<Piece(int)> make_;
  std::optional<std::uint64_t> size_;
  std::shared_ptr<std::atomic<int>> made_;
  int number_ = 0;
};

/// "0,1,2,...": as many pieces as that.
std::function<Piece(int)> counting_to(int pieces) {
  return [pieces](int number) -> Piece {
    if (number == pieces) return std::nullopt;
    return std::to_string(number) + ",";
  };
}

class AnswerStreamTest : public ServerFixture {
 protected:
  void start(std::function<Piece(int)> make, std::optional<std::uint64_t> size = {}) {
    ServerFixture::start([this, make = std::move(make), size](Request&, const Respond& respond) {
      respond({200, {{"A", "b"}}, "", std::make_unique<TestSource>(make, size, made_)});
    });
  }

  bool source_is_gone() {
    return eventually([this] { return made_.use_count() == 1; });
  }

  /// How many pieces have been asked for.
  std::shared_ptr<std::atomic<int>> made_ = std::make_shared<std::atomic<int>>(0);
};

TEST_F(AnswerStreamTest, SendsChunksUntilTheSourceEnds) {
  start(counting_to(3));
  RawConnection connection(server_->url());
  connection.send(request("GET /", "Connection: close\r\n"));
  const auto response = connection.read_to_end();
  EXPECT_THAT(response, HasSubstr("Transfer-Encoding: chunked\r\n"));
  EXPECT_THAT(response, HasSubstr("A: b\r\n"));
  EXPECT_TRUE(response.ends_with("\r\n\r\n2\r\n0,\r\n2\r\n1,\r\n2\r\n2,\r\n0\r\n\r\n")) << response;
  EXPECT_TRUE(source_is_gone());
}

TEST_F(AnswerStreamTest, AnnouncesASizeThatIsKnownAndKeepsTheConnection) {
  start(counting_to(3), 6);
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  EXPECT_TRUE(connection.read_response().ends_with("\r\n\r\n0,1,2,"));
  connection.send(request("GET /"));
  EXPECT_TRUE(connection.read_response().ends_with("\r\n\r\n0,1,2,"));
}

TEST_F(AnswerStreamTest, SendsAnEmptyBodyForASourceWithoutPieces) {
  start(counting_to(0));
  CurlClient client(client_tls_);
  const auto response = client.send({"GET", server_->url(), {}, "", 5s}, {});
  ASSERT_OK(response);
  EXPECT_EQ(response->body, "");
}

TEST_F(AnswerStreamTest, AsksForNoPieceInAnswerToHead) {
  start(counting_to(3), 6);
  RawConnection connection(server_->url());
  connection.send(request("HEAD /", "Connection: close\r\n"));
  const auto response = connection.read_to_end();
  EXPECT_THAT(response, HasSubstr("Content-Length: 6\r\n"));
  EXPECT_TRUE(response.ends_with("\r\n\r\n"));
  EXPECT_EQ(*made_, 0);
}

TEST_F(AnswerStreamTest, EndsTheConnectionForAClientThatKnowsNoChunks) {
  start(counting_to(3));
  RawConnection connection(server_->url());
  connection.send("GET / HTTP/1.0\r\nHost: localhost\r\nConnection: keep-alive\r\n\r\n");
  const auto response = connection.read_to_end();
  EXPECT_THAT(response, Not(HasSubstr("chunked")));
  EXPECT_TRUE(response.ends_with("\r\n\r\n0,1,2,"));
}

TEST_F(AnswerStreamTest, SendsMegabytesWhole) {
  start([](int number) -> Piece {
    if (number == 200) return std::nullopt;
    return std::string(kBodyPieceBytes, static_cast<char>('a' + number % 26));
  });
  CurlClient client(client_tls_);
  const auto response = client.send({"GET", server_->url(), {}, "", 10s}, {});
  ASSERT_OK(response);
  EXPECT_EQ(response->body.size(), 200 * kBodyPieceBytes);
  EXPECT_EQ(response->body[26 * kBodyPieceBytes], 'a');
}

TEST_F(AnswerStreamTest, AnswersAnErrorInPlaceOfTheFirstPieceAsSuch) {
  start([](int) -> Piece { return invalid_argument("no such field"); });
  const auto response = exchange(request("GET /"));
  EXPECT_EQ(status_of(response), 400);
  EXPECT_THAT(response, HasSubstr("no such field"));
}

TEST_F(AnswerStreamTest, CutsTheConnectionAtALaterError) {
  start([](int number) -> Piece {
    if (number == 2) return corruption("damaged");
    return "piece";
  });
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  const auto response = connection.read_to_end();
  EXPECT_THAT(response, HasSubstr("piece"));
  EXPECT_FALSE(response.ends_with("0\r\n\r\n"));
}

TEST_F(AnswerStreamTest, CutsTheConnectionWhenTheSourceDoesNotKeepItsWord) {
  start(counting_to(3), 5);
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  EXPECT_TRUE(connection.read_to_end().ends_with("\r\n\r\n0,1,"));
}

TEST_F(AnswerStreamTest, Answers500WhenTheSourceThrows) {
  start([](int) -> Piece { throw std::runtime_error("at once"); });
  EXPECT_EQ(status_of(exchange(request("GET /"))), 500);
}

TEST_F(AnswerStreamTest, MakesNoMoreThanTheClientTakesAndStopsWhenItGoes) {
  constexpr int kEndless = 1 << 20;
  start([](int number) -> Piece {
    if (number == kEndless) return std::nullopt;
    return std::string(kBodyPieceBytes, 'x');
  });
  {
    RawConnection connection(server_->url());
    connection.send(request("GET /"));
    EXPECT_EQ(status_of(connection.read_response()), 200);
  }
  EXPECT_TRUE(source_is_gone());
  // What the system's own buffers hold, and a little.
  EXPECT_LT(static_cast<std::size_t>(*made_) * kBodyPieceBytes, std::size_t{64} << 20);
}

TEST_F(AnswerStreamTest, StopsASourceThatIsStillSearchingWhenTheClientGoes) {
  start([](int number) -> Piece { return std::string(number == 0 ? "start" : ""); });
  {
    RawConnection connection(server_->url());
    connection.send(request("GET /"));
    EXPECT_EQ(status_of(connection.read_response()), 200);
  }
  EXPECT_TRUE(source_is_gone());
}

TEST_F(AnswerStreamTest, StopsInTheMiddleOfAnAnswer) {
  ServerFixture::start(
      [this](Request&, const Respond& respond) {
        const auto endless = [](int) -> Piece { return std::string(kBodyPieceBytes, 'x'); };
        respond({200, {}, "", std::make_unique<TestSource>(endless, std::nullopt, made_)});
      },
      {.stop_timeout = 50ms});
  RawConnection connection(server_->url());
  connection.send(request("GET /"));
  EXPECT_EQ(status_of(connection.read_response()), 200);
  server_->stop();
  EXPECT_EQ(made_.use_count(), 1);
}

}  // namespace
}  // namespace penstock::http
