#pragma once

#include <cstdint>
#include <list>
#include <poll.h>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/guarded.h"

namespace penstock::testing {

/// A way to a server of this machine that breaks where one likes. Counts the requests that pass: a
/// client makes one whenever it speaks after the server did, or first. Thread-safe.
class CuttingProxy {
 public:
  enum class Cut : std::uint8_t {
    kBeforeRequest,  ///< The server never gets the request.
    kBeforeAnswer,   ///< The server has begun to answer, and the client never hears it.
  };

  /// Changes the first words of the server on a connection.
  using ChangeGreeting = void (*)(std::string& greeting);

  /// Leads to `port` of 127.0.0.1. Ends the test if there is no port to listen on.
  explicit CuttingProxy(int port, ChangeGreeting change_greeting = nullptr);
  ~CuttingProxy();
  CuttingProxy(const CuttingProxy&) = delete;
  CuttingProxy& operator=(const CuttingProxy&) = delete;

  int port() const { return port_; }

  /// Counts from 0 again, and breaks the connection of the request with this number, from 1, once.
  void cut_at(int request, Cut cut);
  /// Whether that has happened.
  bool has_cut() const;

 private:
  struct Plan {
    int request = 0;
    Cut cut = Cut::kBeforeRequest;
    int requests = 0;
    bool has_cut = false;
  };
  struct Pair {
    int client = -1;
    int server = -1;
    bool is_asking = false;  // The client spoke last.
    bool ends_at_answer = false;
    bool is_greeted = false;
  };

  void run(const std::stop_token& stop);
  void accept_client();
  /// False when the pair is at its end.
  bool pass_request(Pair& pair);
  bool pass_answer(Pair& pair);
  static void close_pair(const Pair& pair);

  int server_port_;
  ChangeGreeting change_greeting_;
  int listener_ = -1;
  int port_ = 0;
  Guarded<Plan> plan_;
  std::list<Pair> pairs_;
  std::jthread thread_;
};

}  // namespace penstock::testing
