#include "unit/http/tls_client.h"

#include <arpa/inet.h>
#include <array>
#include <csignal>
#include <netinet/in.h>
#include <sys/socket.h>
#include <unistd.h>

#include <openssl/pem.h>

#include "base/check.h"
#include "http/url.h"
#include "security/certificate.h"
#include "support/assertions.h"

namespace penstock::testing {
namespace {

using security::KeyPointer;
using security::read_from;
using security::X509Pointer;

int connect_to(const std::string& server_url) {
  const auto url = must(http::ServerUrl::parse(server_url));
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(url.port);
  inet_pton(AF_INET, url.host.c_str(), &address.sin_addr);
  const timeval timeout{10, 0};
  setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  EXPECT_EQ(connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  return socket;
}

X509Pointer certificate_of(const KeyedCertificate& made) {
  return X509Pointer(
      PEM_read_bio_X509(read_from(made.certificate).get(), nullptr, nullptr, nullptr));
}

void show(SSL_CTX* context, const TlsClientOptions& options) {
  if (options.certificate == nullptr) return;
  const KeyPointer key(PEM_read_bio_PrivateKey(read_from(options.certificate->key).get(), nullptr,
                                               nullptr, nullptr));
  CHECK(SSL_CTX_use_certificate(context, certificate_of(*options.certificate).get()) == 1);
  CHECK(SSL_CTX_use_PrivateKey(context, key.get()) == 1);
  for (const auto* link : options.chain) {
    CHECK(SSL_CTX_add1_chain_cert(context, certificate_of(*link).get()) == 1);
  }
}

}  // namespace

TlsClient::TlsClient(const std::string& server_url, const TlsClientOptions& options)
    : socket_(connect_to(server_url)), context_(SSL_CTX_new(TLS_client_method())) {
  std::signal(SIGPIPE, SIG_IGN);                  // OpenSSL writes to who has gone.
  SSL_CTX_set_security_level(context_.get(), 0);  // Offers what is out of date, too.
  SSL_CTX_set_min_proto_version(context_.get(), TLS1_VERSION);
  SSL_CTX_set_max_proto_version(context_.get(), options.version_max);
  show(context_.get(), options);
  connection_.reset(SSL_new(context_.get()));
  SSL_set_fd(connection_.get(), socket_);
  if (options.session) SSL_set_session(connection_.get(), options.session.get());
  is_connected_ = SSL_connect(connection_.get()) == 1;
}

TlsClient::~TlsClient() {
  if (is_connected_) SSL_shutdown(connection_.get());  // Else its session could not be resumed.
  close(socket_);
}

std::string TlsClient::server_name() const {
  const X509Pointer shown(SSL_get1_peer_certificate(connection_.get()));
  if (!shown) return {};
  unsigned char* der = nullptr;
  const int size = i2d_X509(shown.get(), &der);
  const std::string bytes(reinterpret_cast<const char*>(der), static_cast<std::size_t>(size));
  OPENSSL_free(der);
  return must(security::Certificate::from_der(bytes)).common_name();
}

std::shared_ptr<SSL_SESSION> TlsClient::session() {
  return {SSL_get1_session(connection_.get()), SSL_SESSION_free};
}

std::string TlsClient::get(const std::string& path) {
  const std::string request = "GET " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n";
  if (SSL_write(connection_.get(), request.data(), static_cast<int>(request.size())) <= 0) {
    return {};
  }
  std::array<char, 16 * 1024> answer;
  const int size = SSL_read(connection_.get(), answer.data(), static_cast<int>(answer.size()));
  if (size <= 0) return {};
  const std::string text(answer.data(), static_cast<std::size_t>(size));
  return text.substr(text.find("\r\n\r\n") + 4);
}

bool TlsClient::renegotiate() {
  if (SSL_renegotiate(connection_.get()) != 1) return false;
  return SSL_do_handshake(connection_.get()) == 1 && !get("/").empty() &&
         SSL_num_renegotiations(connection_.get()) > 0;
}

}  // namespace penstock::testing
