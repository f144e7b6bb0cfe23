#include "api/notifications/notification_host.h"

#include <map>

#include <boost/json/serialize.hpp>

#include "api/notifications/notification_json.h"

namespace penstock::api {
namespace {

/// While nobody watches; whoever comes wakes the thread.
constexpr std::chrono::hours kIdle{1};

}  // namespace

void NotificationHost::start() {
  thread_.start("notifications", clock_.monotonic() + kIdle,
                [this](const std::stop_token& stop) { return look(stop); });
}

Result<std::shared_ptr<http::WebSocketHandler>> NotificationHost::connect(
    const std::string& database) {
  auto watcher = std::make_shared<NotificationWatcher>([this] { thread_.wake(); });
  const bool is_taken = watches_.with([&](Watches& watches) {
    std::erase_if(watches, [](const auto& watch) { return watch.second.expired(); });
    if (watches.size() >= kWatchersMax) return false;
    watches.emplace_back(database, watcher);
    return true;
  });
  if (is_taken) return std::shared_ptr<http::WebSocketHandler>(std::move(watcher));
  return Error{ErrorCode::kUnavailable, "too many clients watch notifications already"};
}

MonotonicTime NotificationHost::look(const std::stop_token& stop) {
  const auto watches = open_watches();
  std::map<std::string, Result<NotificationWatcher::Notifications>> found;
  for (const auto& [database, watcher] : watches) {
    if (stop.stop_requested()) break;
    auto known = found.find(database);
    if (known == found.end()) known = found.emplace(database, notifications_of(database)).first;
    const auto& notifications = known->second;
    if (notifications) {
      watcher->tell(*notifications);
    } else {
      watcher->close(http::WebSocketEnd::kGoingAway, notifications.error().message);
    }
  }
  if (watches.empty()) return clock_.monotonic() + kIdle;
  return clock_.monotonic() + kInterval;
}

std::vector<NotificationHost::Watch> NotificationHost::open_watches() {
  std::vector<Watch> open;
  watches_.with([&](const Watches& watches) {
    for (const auto& [database, weak] : watches) {
      auto watcher = weak.lock();
      if (watcher && watcher->is_open()) open.emplace_back(database, std::move(watcher));
    }
  });
  return open;
}

Result<NotificationWatcher::Notifications> NotificationHost::notifications_of(
    const std::string& database) {
  const auto tasks = TRY(etl_.of(database));
  NotificationWatcher::Notifications notifications;
  for (const auto& alert : TRY(tasks->alerts())) {
    notifications[alert.id()] =
        boost::json::serialize(notification_json(alert, tasks->database_name()));
  }
  return notifications;
}

}  // namespace penstock::api
