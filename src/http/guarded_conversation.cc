#include "http/guarded_conversation.h"

#include <utility>

namespace penstock::http {
namespace {

/// What the handler speaks on.
class GuardedSocket final : public WebSocket {
 public:
  GuardedSocket(std::shared_ptr<WebSocket> socket, const ConversationRefusal& refusal)
      : socket_(std::move(socket)), refusal_(refusal) {}

  bool send(std::string message) override {
    return may_go_on() && socket_->send(std::move(message));
  }

  void close(WebSocketEnd end, std::string_view reason) override { socket_->close(end, reason); }

  /// Ends the conversation if not.
  bool may_go_on() {
    const auto why = refusal_();
    if (why) socket_->close(WebSocketEnd::kRefused, *why);
    return !why;
  }

 private:
  const std::shared_ptr<WebSocket> socket_;
  const ConversationRefusal refusal_;
};

class GuardedHandler final : public WebSocketHandler {
 public:
  GuardedHandler(std::shared_ptr<WebSocketHandler> handler, ConversationRefusal refusal)
      : handler_(std::move(handler)), refusal_(std::move(refusal)) {}

  void on_open(std::shared_ptr<WebSocket> socket) override {
    socket_ = std::make_shared<GuardedSocket>(std::move(socket), refusal_);
    handler_->on_open(socket_);
  }

  void on_text(std::string_view message) override {
    if (socket_->may_go_on()) handler_->on_text(message);
  }

  void on_closed() override { handler_->on_closed(); }

 private:
  const std::shared_ptr<WebSocketHandler> handler_;
  const ConversationRefusal refusal_;
  std::shared_ptr<GuardedSocket> socket_;
};

}  // namespace

std::shared_ptr<WebSocketHandler> guarded(std::shared_ptr<WebSocketHandler> handler,
                                          ConversationRefusal refusal) {
  return std::make_shared<GuardedHandler>(std::move(handler), std::move(refusal));
}

}  // namespace penstock::http
