// Bytes on a connection to a server: requests of any shape, one behind the other. What comes back
// is HTTP, and the server goes on to serve others.
#include <cstdio>

#include "base/clock.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "http/errors.h"
#include "http/server.h"
#include "support/assertions.h"
#include "unit/http/raw_connection.h"

namespace penstock::fuzzing {
namespace {

using testing::must;

/// Answers with the body, which those to /stream bring piece by piece.
void echo(http::Request& request, const http::Respond& respond) {
  if (!request.body_reader) return respond({200, {}, request.method + ' ' + request.body});
  auto body = http::read_whole(*request.body_reader, std::size_t{1} << 20, "too large");
  respond(body ? http::Response{200, {}, *std::move(body)}
               : http::error_response(body.error(), request.target));
}

/// Lives as long as the program; a connection leaves nothing behind.
http::Server& server() {
  static SystemClock clock;
  static const std::unique_ptr<http::Server> kServer =
      must(http::Server::open({.url = "http://127.0.0.1:0",
                               .common_headers = {{"Raven-Server-Version", "7.2.2"}},
                               .kind_of =
                                   [](const http::Request& header) {
                                     return header.path == "/stream" ? http::RequestKind::kStreamed
                                                                     : http::RequestKind::kOrdinary;
                                   },
                               .header_bytes_max = 1024,
                               .body_bytes_max = std::size_t{64} << 10,
                               .linger_timeout = std::chrono::milliseconds{100},
                               .io_threads = 1,
                               .handler_threads = 1,
                               .long_handler_threads = 1,
                               .large_handler_threads = 1,
                               .stream_handler_threads = 1,
                               .source_threads = 1},
                              clock, echo));
  return *kServer;
}

std::string exchange(std::string_view bytes) {
  testing::RawConnection connection(server().url());
  connection.send(bytes);
  connection.end();
  return connection.read_to_end();
}

}  // namespace

void fuzz_http_server(std::string_view input) {
  const auto answer = exchange(input);
  CHECK(answer.empty() || answer.starts_with("HTTP/1.1 "));
  const auto next = exchange("GET /next HTTP/1.1\r\nHost: localhost\r\n\r\n");
  const bool is_served = next.starts_with("HTTP/1.1 200 ") && next.ends_with("GET ");
  if (!is_served) std::fprintf(stderr, "the next one got: '%s'\n", next.c_str());
  CHECK(is_served);
}

}  // namespace penstock::fuzzing
