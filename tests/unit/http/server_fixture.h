#pragma once

#include <fstream>
#include <future>
#include <memory>
#include <string>

#include <fmt/format.h>
#include <gmock/gmock.h>
#include <zlib.h>

#include "http/curl_client.h"
#include "http/server.h"
#include "support/assertions.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"
#include "unit/http/raw_connection.h"

namespace penstock::http {

/// The same tests run without TLS and, in a program of their own, over it.
#ifdef PENSTOCK_TEST_OVER_TLS
inline constexpr bool kIsSecured = true;
#else
inline constexpr bool kIsSecured = false;
#endif

/// A server on loopback, and requests to it by the byte.
class ServerFixture : public ::testing::Test {
 protected:
  void start(RootHandler handler, ServerOptions options = {}) {
    options.url = kIsSecured ? "https://127.0.0.1:0" : "http://127.0.0.1:0";
    if (kIsSecured) options.identity = secure();
    options.common_headers = {{"Raven-Server-Version", "7.2.2"}};
    server_ = testing::must(Server::open(std::move(options), clock_, std::move(handler)));
  }

  std::string exchange(const std::string& request) {
    testing::RawConnection connection(server_->url());
    connection.send(request);
    return connection.read_response();
  }

  /// "127.0.0.1:8080".
  std::string host() const { return server_->url().substr(server_->url().find("//") + 2); }

  /// `lines` are further header lines, each with its line end.
  std::string request(const std::string& start_line, const std::string& lines = "",
                      const std::string& body = "") {
    return fmt::format("{} HTTP/1.1\r\nHost: {}\r\n{}\r\n{}", start_line, host(), lines, body);
  }

  /// Of a client that sends its body when it is told to; the handler answers with it in brackets.
  void expect_continuation() {
    testing::RawConnection connection(server_->url());
    connection.send(request("PUT /", "Expect: 100-continue\r\nContent-Length: 2\r\n"));
    EXPECT_EQ(testing::status_of(connection.read_response()), 100);
    connection.send("ab");
    EXPECT_THAT(connection.read_response(), ::testing::HasSubstr("[ab]"));
  }

  /// An identity for a server, which client_tls_ lets clients believe.
  std::shared_ptr<const security::Identity> secure() {
    const auto made = testing::make_certificate();
    client_tls_.authorities_file = folder_.path() + "/server.pem";
    std::ofstream(client_tls_.authorities_file) << made.certificate;
    return std::make_shared<const security::Identity>(
        testing::must(security::Identity::from_pem(made.certificate, made.key, "")));
  }

  testing::TemporaryDirectory folder_;
  ClientTls client_tls_;
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
