#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace penstock::bench {

/// A blocking TCP connection with nothing between the program and the socket: what is measured
/// over it is the server. What fails ends the program. Confined to one thread.
class Wire {
 public:
  /// Takes `descriptor` over, connected, and makes it block.
  explicit Wire(int descriptor);
  /// To a port of 127.0.0.1.
  static Wire connect(std::uint16_t port);
  ~Wire();
  Wire(const Wire&) = delete;
  Wire& operator=(const Wire&) = delete;

  void send(std::string_view bytes);

  /// Waits for what comes next. Valid until the next call.
  std::string_view receive();

 private:
  int descriptor_;
  std::array<char, std::size_t{64} << 10> buffer_;
};

}  // namespace penstock::bench
