#pragma once

#include <string_view>

#include "script/messages.h"

namespace penstock::script {

/// The worker's end of the socket. The process ends when the parent is gone. Confined to one
/// thread.
class HostLink {
 public:
  explicit HostLink(int socket) : socket_(socket) {}

  /// Waits for the next message.
  Message receive();
  void send(std::string_view frame);

 private:
  int socket_;
};

/// Ends this process as soon as the other end of `socket` is closed, whatever it is doing.
void end_with_parent(int socket);

}  // namespace penstock::script
