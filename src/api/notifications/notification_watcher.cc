#include "api/notifications/notification_watcher.h"

#include <utility>

namespace penstock::api {

void NotificationWatcher::on_open(std::shared_ptr<http::WebSocket> socket) {
  socket_.with([&](auto& own) { own = std::move(socket); });
  opened_();
}

void NotificationWatcher::on_closed() {
  socket_.with([](auto& own) { own.reset(); });
}

bool NotificationWatcher::is_open() const { return socket() != nullptr; }

void NotificationWatcher::tell(const Notifications& all) {
  const auto open = socket();
  if (!open) return;
  for (const auto& [id, text] : all) {
    const auto told = told_.find(id);
    if (told != told_.end() && told->second == text) continue;
    if (!open->send(text)) {
      return close(http::WebSocketEnd::kTryLater, "The notifications came faster than were read.");
    }
  }
  told_ = all;
}

void NotificationWatcher::close(http::WebSocketEnd end, std::string_view reason) {
  if (const auto open = socket()) open->close(end, reason);
}

std::shared_ptr<http::WebSocket> NotificationWatcher::socket() const {
  return socket_.with([](const auto& own) { return own; });
}

}  // namespace penstock::api
