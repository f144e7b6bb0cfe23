#include "etl/etl_host.h"

#include <utility>
#include <vector>

#include "base/log.h"
#include "base/text.h"

namespace penstock::etl {

EtlHost::EtlHost(Parts parts) : parts_(std::move(parts)) {}

EtlHost::~EtlHost() { stop(); }

void EtlHost::start() {
  for (const auto& entry : parts_.databases.list()) {
    const auto tasks = of(entry.name);
    if (!tasks) {
      log_error("the ETL tasks of database '{}' do not run: {}", entry.name, tasks.error().message);
    }
  }
}

Result<std::shared_ptr<EtlTasks>> EtlHost::of(std::string_view database) {
  const std::string name = fold_case(database);
  const std::lock_guard lock(mutex_);
  if (stopped_) return Error{ErrorCode::kCancelled, "the server is stopping"};
  auto& running = running_[name];
  if (!running) {
    auto found = parts_.databases.find(name);
    if (!found) {
      running_.erase(name);
      return std::move(found).error();
    }
    auto tasks = EtlTasks::open(
        {.source = **found,
         .scripts = parts_.scripts,
         .clock = parts_.clock,
         .keys = parts_.keys,
         .make_destination = parts_.make_destination,
         .options = {.limits = parts_.limits, .jitter = parts_.jitter, .on_point = {}}});
    if (!tasks) {
      running_.erase(name);
      return std::move(tasks).error();
    }
    running = std::make_shared<Running>(Running{*std::move(found), *std::move(tasks)});
  }
  return std::shared_ptr<EtlTasks>(running, running->tasks.get());
}

// The processes end outside the lock: other databases need not wait for them.
void EtlHost::close(std::string_view database) {
  std::shared_ptr<Running> closing;
  {
    const std::lock_guard lock(mutex_);
    const auto found = running_.find(fold_case(database));
    if (found == running_.end()) return;
    closing = std::move(found->second);
    running_.erase(found);
  }
  closing->tasks->stop();
}

std::vector<std::shared_ptr<EtlHost::Running>> EtlHost::all_running() const {
  std::vector<std::shared_ptr<Running>> all;
  const std::lock_guard lock(mutex_);
  for (const auto& [name, running] : running_) all.push_back(running);
  return all;
}

void EtlHost::visit(
    const std::function<void(const documents::Database&, const EtlTasks&)>& visit) const {
  for (const auto& running : all_running()) visit(*running->database, *running->tasks);
}

void EtlHost::for_each(const std::function<void(EtlTasks&)>& visit) {
  for (const auto& running : all_running()) visit(*running->tasks);
}

void EtlHost::stop() {
  std::map<std::string, std::shared_ptr<Running>, std::less<>> stopping;
  {
    const std::lock_guard lock(mutex_);
    stopped_ = true;
    stopping.swap(running_);
  }
  for (const auto& [name, running] : stopping) running->tasks->stop();
}

}  // namespace penstock::etl
