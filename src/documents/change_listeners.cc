#include "documents/change_listeners.h"

#include <utility>

namespace penstock::documents {

ChangeListeners::Subscription::~Subscription() {
  slot_->with([](Listener& listener) { listener = nullptr; });
}

std::shared_ptr<ChangeListeners::Subscription> ChangeListeners::add(Listener listener) {
  auto slot = std::make_shared<Guarded<Listener>>(std::move(listener));
  slots_.with([&](Slots& slots) {
    std::erase_if(slots, [](const auto& old) { return old.expired(); });
    slots.emplace_back(slot);
  });
  return std::make_shared<Subscription>(std::move(slot));
}

// The list's lock is not held during the calls, so that a listener may subscribe another.
void ChangeListeners::notify(const ChangeNotice& notice) {
  const Slots slots = slots_.with([](const Slots& current) { return current; });
  for (const auto& weak : slots) {
    if (const auto slot = weak.lock()) {
      slot->with([&](const Listener& listener) {
        if (listener) listener(notice);
      });
    }
  }
}

}  // namespace penstock::documents
