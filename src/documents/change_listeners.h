#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "base/guarded.h"
#include "documents/write_queue.h"

namespace penstock::documents {

/// Those who want to hear of commits. Thread-safe.
class ChangeListeners {
 public:
  using Listener = std::function<void(const ChangeNotice&)>;

  /// Ends the listening when destroyed: waits for a call under way, and none comes after.
  class Subscription {
   public:
    explicit Subscription(std::shared_ptr<Guarded<Listener>> slot) : slot_(std::move(slot)) {}
    ~Subscription();
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    std::shared_ptr<Guarded<Listener>> slot_;
  };

  std::shared_ptr<Subscription> add(Listener listener);
  void notify(const ChangeNotice& notice);

 private:
  using Slots = std::vector<std::weak_ptr<Guarded<Listener>>>;
  Guarded<Slots> slots_;
};

}  // namespace penstock::documents
