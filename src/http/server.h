#pragma once

#include <chrono>
#include <cstddef>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "http/message.h"
#include "http/root_handler.h"
#include "security/identity.h"

namespace penstock::http {

/// A request with a larger body is handled on a pool of its own, so that few big requests cannot
/// hold up the many small ones.
inline constexpr std::size_t kLargeBodyBytes = std::size_t{64} << 10;

struct ServerOptions {
  /// Where to listen. Port 0 takes a free one.
  std::string url = "http://127.0.0.1:8080";
  /// What the server shows itself with where `url` is https.
  std::shared_ptr<const security::Identity> identity = {};
  /// Lets a `url` of http be an address that other machines can reach.
  bool allow_unsecured = false;
  /// Names besides that of `url` and the loopback ones under which clients may address the server.
  std::vector<std::string> allowed_hosts = {};
  /// Put on every answer.
  Fields common_headers = {};
  /// Says of what kind a request is, from its header. Asked once, on a thread that must not wait,
  /// unless the request was answered at once. By default all are ordinary.
  std::function<RequestKind(const Request&)> kind_of = {};
  /// Answers somebody who may not send a request with this header, before its body is read; asked
  /// of those that have one, on a thread that must not wait. By default nobody is answered so.
  std::function<std::optional<Response>(Request&)> refuse = {};
  /// Answers a request that came without a body from what is in memory; nothing leaves it to the
  /// handler. Called on a thread that must not wait. By default none is answered so.
  std::function<std::optional<Response>(Request&)> answer_at_once = {};

  /// What a connection holds as long as it lives, asked with the certificate that its client
  /// showed, on a thread that must not wait. Null: that is one connection too many, whose request
  /// is answered with 429 before it is closed. By default there is no limit.
  std::function<std::shared_ptr<const void>(const security::Certificate&)> take_place = {};

  std::size_t header_bytes_max = std::size_t{64} << 10;  ///< Beyond: 431.
  /// As sent and decompressed. Beyond: 413. A streamed body has no limit here.
  std::size_t body_bytes_max = std::size_t{64} << 20;
  std::size_t connections_max = 4096;  ///< Beyond: 503, then closed.
  /// Memory for the large bodies of all requests under way. Beyond: 503.
  std::size_t large_bodies_bytes_max = std::size_t{256} << 20;

  /// Connections that have not agreed on TLS yet. Beyond: closed, so that those who never do
  /// cannot take the place of all others.
  std::size_t handshakes_max = 1024;

  std::chrono::milliseconds handshake_timeout{10'000};  ///< For all of it; then closed.
  std::chrono::milliseconds idle_timeout{120'000};      ///< Between two requests; then closed.
  std::chrono::milliseconds header_timeout{15'000};     ///< From the first byte on. Beyond: 408.
  /// For a whole body, in or out, or for one piece of a streamed one. Beyond: 408.
  std::chrono::milliseconds body_timeout{120'000};
  /// A client that is answered before it has sent everything is listened to for so long and for so
  /// many bytes, that it may see the answer; then the connection is closed.
  std::chrono::milliseconds linger_timeout{2'000};
  std::size_t linger_bytes_max = std::size_t{64} << 20;
  std::chrono::milliseconds stop_timeout{5'000};  ///< For the answers under way at stop().

  std::size_t io_threads = 2;
  std::size_t handler_threads = 4;
  std::size_t handler_queue_max = 4096;  ///< Requests that wait for a thread. Beyond: 503.
  std::size_t long_handler_threads = 4;
  std::size_t long_handler_queue_max = 4096;  ///< Beyond: 503.
  std::size_t large_handler_threads = 2;
  std::size_t large_handler_queue_max = 64;   ///< Beyond: 503.
  std::size_t stream_handler_threads = 16;    ///< Requests under way that read their body.
  std::size_t stream_handler_queue_max = 64;  ///< Beyond: 503.
  std::size_t source_threads = 2;             ///< They make the pieces of streamed answers.
};

/// An HTTP/1.1 server, plain or over TLS: keep-alive, pipelining, chunked and gzip request bodies,
/// any method token, `Expect: 100-continue`. Requests with a foreign Origin or an unknown Host are
/// refused. Thread-safe. A few threads move bytes and never wait for storage; handlers run on
/// pools.
class Server {
 public:
  /// Listens and serves from now on. `handler` is called by several threads at once and is kept
  /// until the last Respond is gone; what it refers to has to live until stop() has returned.
  /// Errors: kInvalidArgument: the URL, its identity, or an address that needs `allow_unsecured`;
  /// kUnavailable: the port is in use or may not be opened.
  static Result<std::unique_ptr<Server>> open(ServerOptions options, Clock& clock,
                                              RootHandler handler);
  ~Server();

  /// "http://127.0.0.1:8080", with the port that was taken.
  const std::string& url() const;

  /// Connections that begin from now on are shown `identity`; those that are open go on. Only for
  /// a server of https. Errors: kInvalidArgument: it cannot be used; all stays as it was.
  Result<void> renew(const security::Identity& identity);

  /// Accepts nothing more, lets the requests under way end within `stop_timeout`, and closes the
  /// connections. Answers given later go nowhere. May be called twice.
  void stop();

 private:
  class Implementation;
  explicit Server(std::unique_ptr<Implementation> implementation);
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace penstock::http
