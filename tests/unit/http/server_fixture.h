#pragma once

#include <future>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include "http/server.h"
#include "support/assertions.h"
#include "unit/http/raw_connection.h"

namespace penstock::http {

/// A server on loopback, and requests to it by the byte.
class ServerFixture : public ::testing::Test {
 protected:
  void start(RootHandler handler, ServerOptions options = {}) {
    options.url = "http://127.0.0.1:0";
    options.common_headers = {{"Raven-Server-Version", "7.2.2"}};
    server_ = testing::must(Server::open(std::move(options), clock_, std::move(handler)));
  }

  std::string exchange(const std::string& request) {
    testing::RawConnection connection(server_->url());
    connection.send(request);
    return connection.read_response();
  }

  /// `lines` are further header lines, each with its line end.
  std::string request(const std::string& start_line, const std::string& lines = "",
                      const std::string& body = "") {
    return fmt::format("{} HTTP/1.1\r\nHost: {}\r\n{}\r\n{}", start_line, server_->url().substr(7),
                       lines, body);
  }

  /// Of a client that sends its body when it is told to; the handler answers with it in brackets.
  void expect_continuation() {
    testing::RawConnection connection(server_->url());
    connection.send(request("PUT /", "Expect: 100-continue\r\nContent-Length: 2\r\n"));
    EXPECT_EQ(testing::status_of(connection.read_response()), 100);
    connection.send("ab");
    EXPECT_THAT(connection.read_response(), ::testing::HasSubstr("[ab]"));
  }

  SystemClock clock_;
  std::promise<Respond> received_;  ///< A request that is answered later.
  std::promise<void> running_;
  std::promise<void> release_;
  std::unique_ptr<Server> server_;  ///< Last: its handlers use the others.
};

/// `flush` is Z_FINISH for all of a stream, or Z_SYNC_FLUSH for the beginning of one.
inline std::string gzip(std::string text, int flush = Z_FINISH) {
  z_stream stream{};
  deflateInit2(&stream, Z_DEFAULT_COMPRESSION, Z_DEFLATED, 16 + MAX_WBITS, 8, Z_DEFAULT_STRATEGY);
  std::string out(deflateBound(&stream, text.size()) + 16, '\0');
  stream.next_in = reinterpret_cast<Bytef*>(text.data());
  stream.avail_in = static_cast<uInt>(text.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  deflate(&stream, flush);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  return out;
}

}  // namespace penstock::http
