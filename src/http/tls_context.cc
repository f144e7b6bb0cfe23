#include "http/tls_context.h"

#include <string_view>

#include <fmt/format.h>
#include <openssl/pem.h>
#include <openssl/x509.h>

#include "base/check.h"

namespace penstock::http {
namespace {

using security::KeyPointer;
using security::last_openssl_error;
using security::read_from;
using security::X509Pointer;

/// For TLS 1.2; all that TLS 1.3 has are alike.
constexpr const char* kCiphers = "ECDHE+AESGCM:ECDHE+CHACHA20";

/// Elliptic curves alone: a client asks for a finite field at no cost, and the server has the work.
constexpr const char* kGroups = "X25519:P-256:P-384:P-521";

/// As ALPN has it (RFC 7301): each name behind its length.
constexpr std::string_view kProtocols = "\x08http/1.1";

/// Of a client's certificate and all that it sends along.
constexpr long kClientChainBytesMax = 64L << 10;

/// Resumed connections need no second signature. Each is kept with its client's certificate, here
/// and not in tickets, whose one key would open all that was ever said.
constexpr long kSessionsMax = 1024;
constexpr long kSessionSeconds = 3600;
constexpr std::string_view kSessionsOfUs = "penstock";

/// A client's certificate counts by its key, of which the handshake brings proof, and by who
/// registered it: nobody else has to vouch for it.
int accept_any_certificate(X509_STORE_CTX* store, void* /*user*/) noexcept {
  X509_STORE_CTX_set_error(store, X509_V_OK);
  return 1;
}

int choose_protocol(SSL* /*connection*/, const unsigned char** chosen, unsigned char* chosen_size,
                    const unsigned char* offered, unsigned int offered_size,
                    void* /*user*/) noexcept {
  unsigned char* found = nullptr;
  const auto* ours = reinterpret_cast<const unsigned char*>(kProtocols.data());
  const int outcome =
      SSL_select_next_proto(&found, chosen_size, ours, kProtocols.size(), offered, offered_size);
  *chosen = found;
  return outcome == OPENSSL_NPN_NEGOTIATED ? SSL_TLSEXT_ERR_OK : SSL_TLSEXT_ERR_NOACK;
}

void set_protocol(SSL_CTX* context) {
  CHECK(SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1);
  CHECK(SSL_CTX_set_cipher_list(context, kCiphers) == 1);
  CHECK(SSL_CTX_set1_groups_list(context, kGroups) == 1);
  SSL_CTX_set_options(context, SSL_OP_NO_RENEGOTIATION | SSL_OP_NO_COMPRESSION | SSL_OP_NO_TICKET |
                                   SSL_OP_CIPHER_SERVER_PREFERENCE);
  SSL_CTX_set_mode(context, SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER |
                                SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_read_ahead(context, 1);
  SSL_CTX_set_alpn_select_cb(context, &choose_protocol, nullptr);
}

void set_client_certificates(SSL_CTX* context) {
  SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_CLIENT_ONCE, nullptr);
  SSL_CTX_set_cert_verify_callback(context, &accept_any_certificate, nullptr);
  SSL_CTX_set_max_cert_list(context, kClientChainBytesMax);
}

void set_sessions(SSL_CTX* context) {
  SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_SERVER);
  SSL_CTX_sess_set_cache_size(context, kSessionsMax);
  SSL_CTX_set_timeout(context, kSessionSeconds);
  CHECK(SSL_CTX_set_session_id_context(context,
                                       reinterpret_cast<const unsigned char*>(kSessionsOfUs.data()),
                                       kSessionsOfUs.size()) == 1);
}

Error not_taken() {
  return invalid_argument(
      fmt::format("OpenSSL does not take the certificate: {}", last_openssl_error()));
}

/// Its own certificate, its key, and what leads to its authority.
Result<void> set_identity(SSL_CTX* context, const security::Identity& identity) {
  const auto chain = read_from(identity.chain());
  const X509Pointer own(PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr));
  const KeyPointer key(
      PEM_read_bio_PrivateKey(read_from(identity.key()).get(), nullptr, nullptr, nullptr));
  if (SSL_CTX_use_certificate(context, own.get()) != 1) return not_taken();
  if (SSL_CTX_use_PrivateKey(context, key.get()) != 1) return not_taken();
  while (X509Pointer next{PEM_read_bio_X509(chain.get(), nullptr, nullptr, nullptr)}) {
    if (SSL_CTX_add1_chain_cert(context, next.get()) != 1) return not_taken();
  }
  last_openssl_error();  // The end of the text.
  return {};
}

}  // namespace

Result<std::shared_ptr<const TlsContext>> TlsContext::for_server(
    const security::Identity& identity) {
  Pointer context(SSL_CTX_new(TLS_server_method()));
  CHECK(context != nullptr);
  set_protocol(context.get());
  set_client_certificates(context.get());
  set_sessions(context.get());
  TRY(set_identity(context.get(), identity));
  return std::shared_ptr<const TlsContext>(new TlsContext(std::move(context)));
}

}  // namespace penstock::http
