#pragma once

// Private to this room: it brings OpenSSL along.

#include <memory>

#include <openssl/ssl.h>

#include "base/result.h"
#include "security/identity.h"
#include "security/openssl.h"

namespace penstock::http {

/// What the TLS connections of a server have in common: TLS 1.2 and 1.3 with forward secrecy and
/// authenticated encryption, no renegotiation, no compression. Clients are asked for a certificate
/// and may have none; nobody looks who vouches for it. Immutable.
class TlsContext {
 public:
  /// Errors: kInvalidArgument: what OpenSSL does not take, such as a key that is too short.
  static Result<std::shared_ptr<const TlsContext>> for_server(const security::Identity& identity);

  SSL_CTX* get() const { return context_.get(); }

 private:
  using Pointer = security::OpenSslPointer<SSL_CTX, SSL_CTX_free>;

  explicit TlsContext(Pointer context) : context_(std::move(context)) {}

  Pointer context_;
};

}  // namespace penstock::http
