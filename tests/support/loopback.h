#pragma once

#include <string_view>

// Sockets between parts of a test or a benchmark on this machine: descriptors of the operating
// system, which their user closes; -1 where there is none. What is sent goes out at once.
namespace penstock::testing {

struct LoopbackListener {
  int socket = -1;
  int port = 0;  ///< A free one of 127.0.0.1.
};
LoopbackListener listen_on_loopback();

/// Waits for the next client.
int accept_client(int listener);

/// To that port of 127.0.0.1.
int connect_to_loopback(int port);

/// False if the other end is gone.
bool send_all(int socket, std::string_view bytes);

}  // namespace penstock::testing
