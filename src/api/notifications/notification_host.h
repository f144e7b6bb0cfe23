#pragma once

#include <chrono>
#include <cstddef>
#include <memory>
#include <stop_token>
#include <string>
#include <utility>
#include <vector>

#include "api/notifications/notification_watcher.h"
#include "base/clock.h"
#include "base/guarded.h"
#include "base/repeating_thread.h"
#include "base/result.h"
#include "etl/etl_host.h"

namespace penstock::api {

/// The clients of all databases that are told of notifications, and the thread that looks for
/// these. Thread-safe.
class NotificationHost {
 public:
  static constexpr std::size_t kWatchersMax = 256;
  /// A database is looked at so often while somebody watches it.
  static constexpr std::chrono::seconds kInterval{1};

  /// Both must outlive this object.
  NotificationHost(etl::EtlHost& etl, Clock& clock) : etl_(etl), clock_(clock), thread_(clock) {}

  /// Starts the thread. Call once.
  void start();

  /// A handler for one more client. Errors: kUnavailable beyond kWatchersMax.
  Result<std::shared_ptr<http::WebSocketHandler>> connect(const std::string& database);

  /// Looks no more. The server has ended the connections before. May be called twice.
  void stop() { thread_.stop(); }

 private:
  /// The name of a database and who watches it.
  using Watch = std::pair<std::string, std::shared_ptr<NotificationWatcher>>;
  using Watches = std::vector<std::pair<std::string, std::weak_ptr<NotificationWatcher>>>;

  MonotonicTime look(const std::stop_token& stop);
  std::vector<Watch> open_watches();
  Result<NotificationWatcher::Notifications> notifications_of(const std::string& database);

  etl::EtlHost& etl_;
  Clock& clock_;
  Guarded<Watches> watches_;
  RepeatingThread thread_;
};

}  // namespace penstock::api
