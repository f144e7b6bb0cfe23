#pragma once

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/guarded.h"
#include "http/web_socket.h"

namespace penstock::api {

/// A client that is told of the notifications of a database: of those there are when it connects,
/// of each that comes, and of each that changes. One that reads too slowly is disconnected, with
/// 1013, and may connect again. Thread-safe but for tell(), which is for one thread.
class NotificationWatcher final : public http::WebSocketHandler {
 public:
  using Notifications = std::map<std::string, std::string>;  ///< JSON by id.

  /// `opened` is called when there is somebody to tell.
  explicit NotificationWatcher(std::function<void()> opened) : opened_(std::move(opened)) {}

  void on_open(std::shared_ptr<http::WebSocket> socket) override;
  void on_text(std::string_view) override {}  // It has nothing to say.
  void on_closed() override;

  bool is_open() const;

  /// What of `all` it does not know as it is, each as a message.
  void tell(const Notifications& all);

  /// Ends the conversation, if there is one.
  void close(http::WebSocketEnd end, std::string_view reason);

 private:
  std::shared_ptr<http::WebSocket> socket() const;

  const std::function<void()> opened_;
  Guarded<std::shared_ptr<http::WebSocket>> socket_;
  Notifications told_;
};

}  // namespace penstock::api
