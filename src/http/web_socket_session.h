#pragma once

// Private to this room: it brings Asio along.

#include <atomic>
#include <cstddef>
#include <deque>
#include <memory>
#include <optional>
#include <string>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "http/server_core.h"
#include "http/transport.h"
#include "http/web_socket.h"

namespace penstock::http {

/// The conversation of one connection: a coroutine that reads and one that writes. Confined to the
/// I/O thread of its socket, except where said otherwise.
class WebSocketSession final : public WebSocket,
                               public std::enable_shared_from_this<WebSocketSession> {
 public:
  using Executor = Transport::executor_type;
  using UpgradeRequest = boost::beast::http::request<boost::beast::http::empty_body>;

  WebSocketSession(std::shared_ptr<ServerCore> core, Executor executor,
                   std::shared_ptr<WebSocketHandler> handler);

  static bool is_upgrade(const UpgradeRequest& request);

  /// Converses on `transport`, which nobody else uses meanwhile, until one side ends it.
  boost::asio::awaitable<void> run(Transport& transport, const UpgradeRequest& request);

  // Any thread.
  bool send(std::string message) override;
  void close(WebSocketEnd end, std::string_view reason) override;

 private:
  using Stream = boost::beast::websocket::stream<Transport&>;
  template <typename T>
  using Awaitable = boost::asio::awaitable<T>;

  Awaitable<bool> accept(const UpgradeRequest& request);
  Awaitable<void> read();
  Awaitable<void> write();
  Awaitable<void> write_until_end();
  void wake();
  void cut_off_later();

  std::shared_ptr<ServerCore> core_;  ///< First: the executor is its.
  Executor executor_;
  std::shared_ptr<WebSocketHandler> handler_;
  std::optional<Stream> stream_;

  boost::asio::steady_timer woken_;  ///< Never expires: cancelled to wake who waits.
  boost::asio::steady_timer cut_off_;
  std::deque<std::string> queue_;
  std::optional<boost::beast::websocket::close_reason> closing_;
  bool writing_ = false;

  std::atomic<bool> ended_{false};            ///< Any thread.
  std::atomic<std::size_t> queued_bytes_{0};  ///< Any thread.
};

}  // namespace penstock::http
