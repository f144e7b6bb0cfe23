#pragma once

#include <memory>
#include <string>
#include <vector>

#include <openssl/ssl.h>

#include "security/openssl.h"
#include "support/certificates.h"

namespace penstock::testing {

struct TlsClientOptions {
  /// Shown to the server if it asks.
  const KeyedCertificate* certificate = nullptr;
  /// Sent along with it.
  std::vector<const KeyedCertificate*> chain = {};
  int version_max = TLS1_3_VERSION;
  /// Of a connection before, to be resumed.
  std::shared_ptr<SSL_SESSION> session = nullptr;
};

/// A client that does with TLS what no proper one would. Waits ten seconds at most. Confined to one
/// thread.
class TlsClient {
 public:
  explicit TlsClient(const std::string& server_url, const TlsClientOptions& options = {});
  ~TlsClient();
  TlsClient(const TlsClient&) = delete;
  TlsClient& operator=(const TlsClient&) = delete;

  /// Whether both sides have agreed.
  bool is_connected() const { return is_connected_; }
  /// "TLSv1.3".
  std::string version() const { return SSL_get_version(connection_.get()); }
  bool is_resumed() const { return SSL_session_reused(connection_.get()) == 1; }
  /// The common name of the server's certificate.
  std::string server_name() const;
  /// Complete only after an answer was read.
  std::shared_ptr<SSL_SESSION> session();

  /// The body of the answer to a GET; empty if there is none.
  std::string get(const std::string& path);

  /// Asks for a new handshake on the connection; whether the server takes part.
  bool renegotiate();

 private:
  int socket_;
  security::OpenSslPointer<SSL_CTX, SSL_CTX_free> context_;
  security::OpenSslPointer<SSL, SSL_free> connection_;
  bool is_connected_ = false;
};

}  // namespace penstock::testing
