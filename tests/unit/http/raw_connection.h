#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include <openssl/ssl.h>

#include "http/url.h"
#include "security/openssl.h"

namespace penstock::testing {

/// A TCP connection to a server under test, with TLS upon it if its URL is https, for what no
/// proper client would send. A read gives up after ten seconds. Confined to one thread.
class RawConnection {
 public:
  explicit RawConnection(const std::string& server_url);
  ~RawConnection();
  RawConnection(const RawConnection&) = delete;
  RawConnection& operator=(const RawConnection&) = delete;

  void send(std::string_view bytes);

  /// There is nothing more to send.
  void end();

  /// Sends until the other side takes no more for a while; the number of bytes that it took.
  std::size_t send_while_taken(std::string_view bytes);

  /// Sends `bytes` over and over until the server has closed, with a deadline; whether it has.
  bool send_until_closed(std::string_view bytes);

  /// One response: its header and as much body as Content-Length says. What there was, if the
  /// connection ended before.
  std::string read_response();
  /// Everything until the server closes.
  std::string read_to_end();

 private:
  bool read_more();
  long write(std::string_view bytes);
  long read(std::span<char> place);
  void set_blocking(bool is_blocking);

  int socket_;
  security::OpenSslPointer<SSL_CTX, SSL_CTX_free> context_;
  security::OpenSslPointer<SSL, SSL_free> tls_;  ///< Null without TLS.
  std::string received_;
};

/// 404 of "HTTP/1.1 404 Not Found..."; 0 if that is not how `response` begins.
int status_of(std::string_view response);

}  // namespace penstock::testing
