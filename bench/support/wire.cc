#include "support/wire.h"

#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

#include "support/fail.h"

namespace penstock::bench {

Wire::Wire(int descriptor) : descriptor_(descriptor) {
  const int flags = fcntl(descriptor_, F_GETFL);
  const int on = 1;
  if (flags < 0 || fcntl(descriptor_, F_SETFL, flags & ~O_NONBLOCK) != 0 ||
      setsockopt(descriptor_, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on)) != 0) {
    fail("this is no TCP connection");
  }
}

Wire Wire::connect(std::uint16_t port) {
  const int descriptor = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  address.sin_port = htons(port);
  if (::connect(descriptor, reinterpret_cast<const sockaddr*>(&address), sizeof(address)) != 0) {
    fail("cannot connect to the server");
  }
  return Wire(descriptor);
}

Wire::~Wire() { close(descriptor_); }

void Wire::send(std::string_view bytes) {
  while (!bytes.empty()) {
    const auto sent = ::send(descriptor_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (sent <= 0) fail("the server closed the connection");
    bytes.remove_prefix(static_cast<std::size_t>(sent));
  }
}

std::string_view Wire::receive() {
  const auto received = recv(descriptor_, buffer_.data(), buffer_.size(), 0);
  if (received <= 0) fail("the server closed the connection");
  return {buffer_.data(), static_cast<std::size_t>(received)};
}

}  // namespace penstock::bench
