#include "http/web_socket.h"

#include <future>
#include <mutex>
#include <vector>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/buffers_to_string.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket.hpp>
#include <gmock/gmock.h>

#include "base/guarded.h"
#include "http/server.h"
#include "http/url.h"
#include "support/assertions.h"
#include "support/eventually.h"
#include "unit/http/raw_connection.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
using testing::eventually;
using ::testing::HasSubstr;
using testing::must;
using testing::RawConnection;
using testing::status_of;

/// The server's side: remembers what it hears and answers as the test says.
class Speaker final : public WebSocketHandler {
 public:
  void on_open(std::shared_ptr<WebSocket> opened) override {
    socket.with([&](auto& own) { own = std::move(opened); });
  }
  void on_text(std::string_view message) override {
    heard.with([&](auto& all) { all.emplace_back(message); });
    if (!get()->send("heard " + std::string(message))) ++refused;
  }
  void on_closed() override { closed = true; }

  std::shared_ptr<WebSocket> get() {
    return socket.with([](const auto& own) { return own; });
  }

  Guarded<std::shared_ptr<WebSocket>> socket;
  Guarded<std::vector<std::string>> heard;
  std::atomic<int> refused{0};
  std::atomic<bool> closed{false};
};

/// The client's side, blocking.
class Caller {
 public:
  explicit Caller(const std::string& url) : stream_(io_) {
    const auto server = must(ServerUrl::parse(url));
    auto& socket = stream_.next_layer();
    socket.connect({asio::ip::make_address(server.host), server.port});
    stream_.handshake(url.substr(7), "/talk");
  }

  void send(const std::string& message) { stream_.write(asio::buffer(message)); }
  std::string read() {
    beast::flat_buffer buffer;
    boost::system::error_code failure;
    stream_.read(buffer, failure);
    return failure ? failure.message() : beast::buffers_to_string(buffer.data());
  }
  void close() { stream_.close(beast::websocket::close_code::normal); }
  auto end() const { return stream_.reason(); }
  auto& socket() { return stream_.next_layer(); }

 private:
  asio::io_context io_;
  beast::websocket::stream<asio::ip::tcp::socket> stream_;
};

class WebSocketTest : public ::testing::Test {
 protected:
  WebSocketTest()
      : server_(must(Server::open({.url = "http://127.0.0.1:0"}, clock_,
                                  [this](Request&, const Respond& respond) {
                                    Response response;
                                    response.web_socket = speaker_;
                                    respond(std::move(response));
                                  }))) {}

  SystemClock clock_;
  std::shared_ptr<Speaker> speaker_ = std::make_shared<Speaker>();
  std::unique_ptr<Server> server_;
};

TEST_F(WebSocketTest, SpeaksBothWaysInOrder) {
  Caller caller(server_->url());
  caller.send("one");
  caller.send("two");
  EXPECT_EQ(caller.read(), "heard one");
  EXPECT_EQ(caller.read(), "heard two");
  EXPECT_TRUE(speaker_->get()->send("three"));
  EXPECT_EQ(caller.read(), "three");
}

TEST_F(WebSocketTest, TellsTheHandlerThatTheClientHasGone) {
  Caller caller(server_->url());
  caller.send("one");
  caller.read();
  caller.close();
  EXPECT_TRUE(eventually([&] { return speaker_->closed.load(); }));
  EXPECT_FALSE(speaker_->get()->send("into the void"));
}

TEST_F(WebSocketTest, TellsTheHandlerThatTheConnectionBroke) {
  {
    Caller caller(server_->url());
    caller.send("one");
    caller.read();
    caller.socket().close();
  }
  EXPECT_TRUE(eventually([&] { return speaker_->closed.load(); }));
}

TEST_F(WebSocketTest, TellsTheClientWhyItEnds) {
  Caller caller(server_->url());
  caller.send("one");
  caller.read();
  speaker_->get()->close(WebSocketEnd::kTryLater, "too slow");
  caller.read();
  EXPECT_EQ(caller.end().code, 1013);
  EXPECT_EQ(caller.end().reason, "too slow");
  EXPECT_TRUE(eventually([&] { return speaker_->closed.load(); }));
}

TEST_F(WebSocketTest, TakesNoMoreForAClientThatReadsNothing) {
  Caller caller(server_->url());
  caller.send("one");
  ASSERT_TRUE(eventually([&] { return speaker_->get() != nullptr; }));
  const std::string message(std::size_t{64} << 10, 'x');
  // What the two ends of the connection buffer comes on top of the queue.
  bool is_full = false;
  for (int i = 0; i < 1000 && !is_full; ++i) is_full = !speaker_->get()->send(message);
  EXPECT_TRUE(is_full);
}

TEST_F(WebSocketTest, EndsAConversationWhoseMessagesAreTooLong) {
  Caller caller(server_->url());
  caller.send(std::string(kWebSocketMessageBytesMax + 1, 'x'));
  caller.read();
  EXPECT_EQ(caller.end().code, 1009);
}

TEST_F(WebSocketTest, RefusesARequestThatOpensNone) {
  RawConnection connection(server_->url());
  connection.send("GET /talk HTTP/1.1\r\nHost: " + server_->url().substr(7) + "\r\n\r\n");
  const auto answer = connection.read_response();
  EXPECT_EQ(status_of(answer), 400);
  EXPECT_THAT(answer, HasSubstr("WebSocket"));
}

TEST_F(WebSocketTest, SaysGoodbyeWhenTheServerStops) {
  Caller caller(server_->url());
  caller.send("one");
  caller.read();
  auto stopped = std::async(std::launch::async, [&] { server_->stop(); });
  caller.read();
  EXPECT_EQ(caller.end().code, 1001);
  stopped.wait();
  EXPECT_TRUE(speaker_->closed.load());
}

}  // namespace
}  // namespace penstock::http
