#include "http/session_registry.h"

namespace penstock::http {

bool SessionRegistry::is_full() {
  const std::lock_guard lock(mutex_);
  return sessions_.size() >= sessions_max_;
}

bool SessionRegistry::add(const std::shared_ptr<Session>& session) {
  const std::lock_guard lock(mutex_);
  if (closed_) return false;
  sessions_.emplace(session.get(), session);
  return true;
}

void SessionRegistry::remove(const Session* session) {
  const std::lock_guard lock(mutex_);
  sessions_.erase(session);
  changed_.notify_all();
}

std::vector<std::shared_ptr<Session>> SessionRegistry::close() {
  const std::lock_guard lock(mutex_);
  closed_ = true;
  std::vector<std::shared_ptr<Session>> open;
  for (const auto& [_, session] : sessions_) {
    if (auto alive = session.lock()) open.push_back(std::move(alive));
  }
  return open;
}

void SessionRegistry::wait_until_empty(Clock& clock, MonotonicTime deadline) {
  std::unique_lock lock(mutex_);
  while (!sessions_.empty() && clock.monotonic() < deadline) {
    clock.wait_until(lock, changed_, deadline, {});
  }
}

}  // namespace penstock::http
