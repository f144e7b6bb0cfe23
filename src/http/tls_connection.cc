#include "http/tls_connection.h"

#include <cerrno>
#include <string_view>

#include <boost/asio/error.hpp>
#include <openssl/err.h>
#include <openssl/x509.h>

#include "base/check.h"
#include "http/socket_bio.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
using Socket = asio::ip::tcp::socket;

/// OpenSSL looks at what is left of earlier failures when it tells how a call went.
void forget_failures() {
  ERR_clear_error();
  errno = 0;
}

boost::system::error_code failure_of_system() {
  if (errno == 0) return asio::error::eof;
  return {errno, boost::system::system_category()};
}

}  // namespace

TlsConnection::TlsConnection(const TlsContext& context, Socket& socket)
    : connection_(SSL_new(context.get())) {
  CHECK(connection_ != nullptr);
  auto* bio = new_socket_bio(socket);
  SSL_set_bio(connection_.get(), bio, bio);
  SSL_set_accept_state(connection_.get());
}

TlsConnection::Step TlsConnection::handshake() {
  forget_failures();
  return step_of(SSL_do_handshake(connection_.get()), 0);
}

TlsConnection::Step TlsConnection::read(void* data, std::size_t size) {
  forget_failures();
  std::size_t bytes = 0;
  const int outcome = SSL_read_ex(connection_.get(), data, size, &bytes);
  return step_of(outcome, bytes);
}

TlsConnection::Step TlsConnection::write(const void* data, std::size_t size) {
  forget_failures();
  std::size_t bytes = 0;
  const int outcome = SSL_write_ex(connection_.get(), data, size, &bytes);
  return step_of(outcome, bytes);
}

TlsConnection::Step TlsConnection::step_of(int outcome, std::size_t bytes) {
  if (outcome == 1) return {.bytes = bytes};
  switch (SSL_get_error(connection_.get(), outcome)) {
    case SSL_ERROR_WANT_READ: return {.wait = Socket::wait_read};
    case SSL_ERROR_WANT_WRITE: return {.wait = Socket::wait_write};
    case SSL_ERROR_ZERO_RETURN: return {.failure = asio::error::eof};
    case SSL_ERROR_SYSCALL: return {.failure = failure_of_system()};
    default: break;
  }
  failure_reason_ = security::last_openssl_error();
  return {.failure = asio::error::connection_aborted};
}

void TlsConnection::end() {
  if (SSL_is_init_finished(connection_.get()) == 0) return;
  SSL_shutdown(connection_.get());
  forget_failures();
}

std::shared_ptr<const security::Certificate> TlsConnection::client_certificate() const {
  auto* shown = SSL_get0_peer_certificate(connection_.get());
  if (shown == nullptr) return nullptr;
  unsigned char* bytes = nullptr;
  const int size = i2d_X509(shown, &bytes);
  if (size < 0) return nullptr;
  auto certificate = security::Certificate::from_der(
      {reinterpret_cast<const char*>(bytes), static_cast<std::size_t>(size)});
  OPENSSL_free(bytes);
  if (!certificate) return nullptr;
  return std::make_shared<const security::Certificate>(*std::move(certificate));
}

}  // namespace penstock::http
