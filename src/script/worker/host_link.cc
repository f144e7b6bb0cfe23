#include "script/worker/host_link.h"

#include <array>
#include <cerrno>
#include <poll.h>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "base/bytes.h"

namespace penstock::script {
namespace {

constexpr std::size_t kLengthBytes = 4;

[[noreturn]] void end_quietly() { _exit(0); }

void receive_exactly(int socket, char* to, std::size_t count) {
  while (count > 0) {
    const auto received = recv(socket, to, count, 0);
    if (received < 0 && errno == EINTR) continue;
    if (received <= 0) end_quietly();
    to += received;
    count -= static_cast<std::size_t>(received);
  }
}

}  // namespace

Message HostLink::receive() {
  std::array<char, kLengthBytes + 1> head{};
  receive_exactly(socket_, head.data(), head.size());
  ByteReader reader(std::string_view(head.data(), head.size()));
  const auto length = reader.u32();
  Message message{static_cast<MessageType>(reader.u8()), std::string(length - 1, '\0')};
  receive_exactly(socket_, message.body.data(), message.body.size());
  return message;
}

void HostLink::send(std::string_view frame) {
  while (!frame.empty()) {
    const auto sent = ::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno == EINTR) continue;
    if (sent < 0) end_quietly();
    frame.remove_prefix(static_cast<std::size_t>(sent));
  }
}

void end_with_parent(int socket) {
  std::thread([socket] {
    while (true) {
      pollfd hangup{socket, POLLRDHUP, 0};
      if (poll(&hangup, 1, -1) > 0) end_quietly();
    }
  }).detach();
}

}  // namespace penstock::script
