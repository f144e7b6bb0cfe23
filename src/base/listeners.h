#pragma once

#include <algorithm>
#include <functional>
#include <memory>
#include <utility>
#include <vector>

#include "base/guarded.h"

namespace penstock {

/// Those who want to hear of something. Thread-safe.
template <typename Notice>
class Listeners {
 public:
  using Listener = std::function<void(const Notice&)>;

  /// Ends the listening when destroyed: waits for a call under way, and none comes after. May
  /// outlive the listeners; a listener does not destroy its own.
  class Subscription {
   public:
    explicit Subscription(std::shared_ptr<Guarded<Listener>> slot) : slot_(std::move(slot)) {}
    ~Subscription() {
      slot_->with([](Listener& listener) { listener = nullptr; });
    }
    Subscription(const Subscription&) = delete;
    Subscription& operator=(const Subscription&) = delete;

   private:
    std::shared_ptr<Guarded<Listener>> slot_;
  };

  std::shared_ptr<Subscription> add(Listener listener) {
    auto slot = std::make_shared<Guarded<Listener>>(std::move(listener));
    slots_.with([&](Slots& slots) {
      std::erase_if(slots, [](const auto& old) { return old.expired(); });
      slots.emplace_back(slot);
    });
    return std::make_shared<Subscription>(std::move(slot));
  }

  /// Whether anybody listens.
  bool has_any() const {
    return slots_.with([](const Slots& slots) {
      return std::any_of(slots.begin(), slots.end(),
                         [](const auto& slot) { return !slot.expired(); });
    });
  }

  /// Calls every listener, on this thread. The list's lock is not held during the calls, so that a
  /// listener may subscribe another.
  void notify(const Notice& notice) {
    const Slots slots = slots_.with([](const Slots& current) { return current; });
    for (const auto& weak : slots) {
      if (const auto slot = weak.lock()) {
        slot->with([&](const Listener& listener) {
          if (listener) listener(notice);
        });
      }
    }
  }

 private:
  using Slots = std::vector<std::weak_ptr<Guarded<Listener>>>;
  Guarded<Slots> slots_;
};

}  // namespace penstock
