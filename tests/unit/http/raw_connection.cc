#include "unit/http/raw_connection.h"

#include <arpa/inet.h>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <netinet/in.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/assertions.h"

namespace penstock::testing {

RawConnection::RawConnection(const std::string& server_url)
    : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
  const auto url = must(http::ServerUrl::parse(server_url));
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(url.port);
  inet_pton(AF_INET, url.host.c_str(), &address.sin_addr);
  const timeval timeout{10, 0};
  setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &timeout, sizeof(timeout));
  EXPECT_EQ(connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof(address)), 0);
  if (!url.is_secured) return;
  std::signal(SIGPIPE, SIG_IGN);  // OpenSSL writes to who has gone.
  context_.reset(SSL_CTX_new(TLS_client_method()));
  SSL_CTX_set_mode(context_.get(),
                   SSL_MODE_ENABLE_PARTIAL_WRITE | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  tls_.reset(SSL_new(context_.get()));
  SSL_set_fd(tls_.get(), socket_);
  EXPECT_EQ(SSL_connect(tls_.get()), 1);
}

RawConnection::~RawConnection() { close(socket_); }

/// How many bytes were taken; none or less if the connection is at its end or would block.
long RawConnection::write(std::string_view bytes) {
  if (!tls_) return ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
  return SSL_write(tls_.get(), bytes.data(), static_cast<int>(bytes.size()));
}

void RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = write(bytes);
    if (sent <= 0) return;  // The server closed: its answer tells.
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawConnection::end() {
  if (tls_) SSL_shutdown(tls_.get());
  shutdown(socket_, SHUT_WR);
}

void RawConnection::set_blocking(bool is_blocking) {
  const int flags = fcntl(socket_, F_GETFL);
  fcntl(socket_, F_SETFL, is_blocking ? flags & ~O_NONBLOCK : flags | O_NONBLOCK);
}

std::size_t RawConnection::send_while_taken(std::string_view bytes) {
  constexpr int kPatienceMs = 200;
  std::size_t taken = 0;
  pollfd socket{socket_, POLLOUT, 0};
  set_blocking(false);
  while (taken < bytes.size() && poll(&socket, 1, kPatienceMs) > 0) {
    const auto sent = write(bytes.substr(taken));
    if (sent > 0) taken += static_cast<std::size_t>(sent);
    if (sent <= 0 && errno != EAGAIN) break;
  }
  set_blocking(true);
  return taken;
}

bool RawConnection::send_until_closed(std::string_view bytes) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    if (write(bytes) <= 0) return true;
  }
  return false;
}

/// How many bytes came; none or less at the end, or after ten seconds. A signal is no end:
/// libFuzzer sends itself one every few seconds.
long RawConnection::read(std::span<char> place) {
  if (tls_) return SSL_read(tls_.get(), place.data(), static_cast<int>(place.size()));
  long size = 0;
  do {
    size = recv(socket_, place.data(), place.size(), 0);
  } while (size < 0 && errno == EINTR);
  return size;
}

bool RawConnection::read_more() {
  std::array<char, 16 * 1024> piece;
  const auto size = read(piece);
  if (size <= 0) return false;
  received_.append(piece.data(), static_cast<std::size_t>(size));
  return true;
}

std::string RawConnection::read_response() {
  std::size_t end = 0;
  while ((end = received_.find("\r\n\r\n")) == std::string::npos) {
    if (!read_more()) return std::exchange(received_, {});
  }
  end += 4;
  if (const auto length = received_.find("Content-Length: "); length < end) {
    end += static_cast<std::size_t>(std::atol(received_.c_str() + length + 16));
  }
  while (received_.size() < end && read_more()) {
  }
  auto response = received_.substr(0, end);
  received_.erase(0, end);
  return response;
}

std::string RawConnection::read_to_end() {
  while (read_more()) {
  }
  return std::exchange(received_, {});
}

int status_of(std::string_view response) {
  constexpr std::string_view kStart = "HTTP/1.1 ";
  if (!response.starts_with(kStart)) return 0;
  return std::atoi(std::string(response.substr(kStart.size(), 3)).c_str());
}

}  // namespace penstock::testing
