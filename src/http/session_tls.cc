// The part of a session before its first request: client and server agree on TLS.
#include <sys/socket.h>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/use_awaitable.hpp>

#include "base/log.h"
#include "http/session.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;

/// Failures come as values.
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);

/// The place of one handshake among those that may be under way.
class HandshakePlace {
 public:
  explicit HandshakePlace(std::atomic<std::size_t>& taken) : taken_(taken), number_(++taken) {}
  ~HandshakePlace() { --taken_; }
  HandshakePlace(const HandshakePlace&) = delete;
  HandshakePlace& operator=(const HandshakePlace&) = delete;

  std::size_t number() const { return number_; }

 private:
  std::atomic<std::size_t>& taken_;
  std::size_t number_;
};

Response https_wanted() {
  return {400,
          {{"Content-Type", "text/plain; charset=utf-8"}},
          "This is a port for HTTPS: begin the URL with https:// in place of http://.\n"};
}

}  // namespace

/// False: the connection is to end.
Session::Awaitable<bool> Session::begin_tls() {
  const auto context = core_.tls.with([](const auto& tls) { return tls; });
  if (!context) co_return true;
  const HandshakePlace place(core_.handshakes);
  if (place.number() > core_.options.handshakes_max) co_return false;
  set_deadline(core_.options.handshake_timeout);
  idle_ = true;
  const bool is_agreed = co_await shake_hands(*context);
  idle_ = false;
  co_return is_agreed;
}

Session::Awaitable<bool> Session::shake_hands(const TlsContext& context) {
  const auto [gone] = co_await transport_.next_layer().async_wait(Socket::wait_read, kUse);
  if (gone) co_return false;
  if (speaks_plain_http()) {
    unread_input_ = true;
    auto answer = https_wanted();  // As temporaries g++ 12 would destroy both twice.
    Reply last;
    co_await write(std::move(answer), std::move(last));
    co_return false;
  }
  transport_.begin_tls(context);
  const auto [failure, ignored] = co_await transport_.async_handshake(kUse);
  if (failure) {
    log_debug("{}: no TLS: {}", remote_address_,
              deadline_passed_ ? "it took too long" : transport_.tls()->failure_reason());
    co_return false;
  }
  client_certificate_ = transport_.tls()->client_certificate();
  if (client_certificate_ && core_.options.take_place) {
    place_ = core_.options.take_place(*client_certificate_);
    has_no_place_ = place_ == nullptr;
  }
  co_return true;
}

/// TLS begins with a byte that is no letter, a request of HTTP with its method.
bool Session::speaks_plain_http() {
  char first = 0;
  const auto size = ::recv(transport_.next_layer().native_handle(), &first, 1, MSG_PEEK);
  return size == 1 && first >= 'A' && first <= 'Z';
}

}  // namespace penstock::http
