#pragma once

// Private to this room: it brings Asio and OpenSSL along.

#include <cstddef>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/ip/tcp.hpp>
#include <openssl/ssl.h>

#include "http/tls_context.h"
#include "security/certificate.h"

namespace penstock::http {

/// The server's side of TLS over a socket that does not block. Every call does what can be done
/// now. Confined to one thread.
class TlsConnection {
 public:
  /// How far a call came.
  struct Step {
    std::size_t bytes = 0;
    /// If set, the call is to be made again, the same way, when the socket is ready for that.
    std::optional<boost::asio::ip::tcp::socket::wait_type> wait = {};
    boost::system::error_code failure = {};
  };

  /// More than one record never goes out in a call.
  static constexpr std::size_t kRecordBytesMax = std::size_t{16} << 10;

  /// `socket` must outlive it.
  TlsConnection(const TlsContext& context, boost::asio::ip::tcp::socket& socket);

  Step handshake();
  Step read(void* data, std::size_t size);
  Step write(const void* data, std::size_t size);

  /// Tells the other side, if it still listens, that nothing follows.
  void end();

  /// What the client has shown in the handshake and proven to be its own; null if it showed none.
  std::shared_ptr<const security::Certificate> client_certificate() const;

  /// Why the last step failed, in OpenSSL's words.
  const std::string& failure_reason() const { return failure_reason_; }

 private:
  Step step_of(int outcome, std::size_t bytes);

  security::OpenSslPointer<SSL, SSL_free> connection_;
  std::string failure_reason_;
};

}  // namespace penstock::http
