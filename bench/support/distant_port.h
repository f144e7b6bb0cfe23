#pragma once

#include <chrono>
#include <list>
#include <mutex>
#include <thread>

namespace penstock::bench {

/// A port of 127.0.0.1 that leads to another one as if that were far away: every byte arrives so
/// much later, in each direction, and as many a second as ever. Takes connections one at a time
/// until it is destroyed, which ends them. Ends the program if there is no port to listen on.
class DistantPort {
 public:
  DistantPort(int port, std::chrono::microseconds one_way);
  ~DistantPort();
  DistantPort(const DistantPort&) = delete;
  DistantPort& operator=(const DistantPort&) = delete;

  int port() const { return port_; }

 private:
  class Lane;

  void accept_clients();

  const int server_port_;
  const std::chrono::microseconds one_way_;
  int listener_ = -1;
  int port_ = 0;
  std::list<Lane> lanes_;  // Of accept_clients() alone, until it has ended.
  std::thread accepting_;
};

}  // namespace penstock::bench
