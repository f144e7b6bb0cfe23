#include "unit/http/raw_connection.h"

#include <arpa/inet.h>
#include <array>
#include <chrono>
#include <cstdlib>
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
}

RawConnection::~RawConnection() { close(socket_); }

void RawConnection::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) return;  // The server closed: its answer tells.
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void RawConnection::end() { shutdown(socket_, SHUT_WR); }

std::size_t RawConnection::send_while_taken(std::string_view bytes) {
  constexpr int kPatienceMs = 200;
  std::size_t taken = 0;
  pollfd socket{socket_, POLLOUT, 0};
  while (taken < bytes.size() && poll(&socket, 1, kPatienceMs) > 0) {
    const auto sent =
        ::send(socket_, &bytes[taken], bytes.size() - taken, MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent <= 0) break;
    taken += static_cast<std::size_t>(sent);
  }
  return taken;
}

bool RawConnection::send_until_closed(std::string_view bytes) {
  const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(10);
  while (std::chrono::steady_clock::now() < deadline) {
    if (::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL) <= 0) return true;
  }
  return false;
}

bool RawConnection::read_more() {
  std::array<char, 16 * 1024> piece;
  const auto size = recv(socket_, piece.data(), piece.size(), 0);
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
