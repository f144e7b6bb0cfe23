#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

// Conversations that go on after their request (RFC 6455). A handler accepts one by answering with
// Response::web_socket.
namespace penstock::http {

/// Longest message that is taken from a client.
inline constexpr std::size_t kWebSocketMessageBytesMax = std::size_t{64} << 10;
/// Messages that may wait for a client to read them, all together.
inline constexpr std::size_t kWebSocketQueueBytesMax = std::size_t{4} << 20;

/// Why a server ends a conversation (RFC 6455, 7.4.1).
enum class WebSocketEnd : std::uint16_t {
  kGoingAway = 1001,
  kRefused = 1008,   ///< What the client asks for is not given.
  kTryLater = 1013,  ///< It may connect again.
};

/// One conversation, to be spoken on. Holds no thread. Thread-safe; no call waits.
class WebSocket {
 public:
  virtual ~WebSocket() = default;

  /// Sends a text message behind those before it. False, and nothing is sent, if the conversation
  /// has ended or kWebSocketQueueBytesMax wait already.
  [[nodiscard]] virtual bool send(std::string message) = 0;

  /// Ends the conversation, saying why. What waits to be sent is dropped. The client has a few
  /// seconds to take note. `reason` is cut at 120 bytes.
  virtual void close(WebSocketEnd end, std::string_view reason) = 0;
};

/// The one who converses. Its calls come one after the other, on an I/O thread: they are short,
/// wait for nothing and do not throw.
class WebSocketHandler {
 public:
  virtual ~WebSocketHandler() = default;

  /// First of all. `socket` may be kept for as long as one likes.
  virtual void on_open(std::shared_ptr<WebSocket> socket) = 0;
  virtual void on_text(std::string_view message) = 0;
  /// Last of all; only if on_open() was called.
  virtual void on_closed() = 0;
};

}  // namespace penstock::http
