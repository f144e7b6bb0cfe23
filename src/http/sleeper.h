#pragma once

// Private to this room: it brings Asio along.

#include <functional>
#include <memory>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/awaitable.hpp>
#include <boost/asio/use_awaitable.hpp>

namespace penstock::http {

/// Where a coroutine sleeps until it is woken. A timer that is cancelled would do, at the price of
/// two more turns of the scheduler each time. Confined to an I/O thread, with one sleeper at a
/// time.
class Sleeper {
 public:
  /// The coroutine goes on at the next wake().
  boost::asio::awaitable<void> sleep() {
    return boost::asio::async_initiate<const boost::asio::use_awaitable_t<>, void()>(
        [this](auto handler) {
          const auto held = std::make_shared<decltype(handler)>(std::move(handler));
          resume_ = [held] { (*held)(); };
        },
        boost::asio::use_awaitable);
  }

  /// Runs the coroutine that sleeps, up to where it waits next; nothing if none does.
  void wake() {
    if (const auto resume = std::exchange(resume_, nullptr)) resume();
  }

 private:
  std::function<void()> resume_;
};

}  // namespace penstock::http
