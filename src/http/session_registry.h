#pragma once

#include <condition_variable>
#include <cstddef>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

#include "base/clock.h"

namespace penstock::http {

class Session;

/// The sessions that are open, bounded. Thread-safe.
class SessionRegistry {
 public:
  explicit SessionRegistry(std::size_t sessions_max) : sessions_max_(sessions_max) {}

  bool is_full();
  /// False after close().
  [[nodiscard]] bool add(const std::shared_ptr<Session>& session);
  void remove(const Session* session);

  /// Takes no more sessions and returns those that are open.
  std::vector<std::shared_ptr<Session>> close();
  void wait_until_empty(Clock& clock, MonotonicTime deadline);

 private:
  std::mutex mutex_;
  std::condition_variable_any changed_;
  std::map<const Session*, std::weak_ptr<Session>> sessions_;
  std::size_t sessions_max_;
  bool closed_ = false;
};

}  // namespace penstock::http
