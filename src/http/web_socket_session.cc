#include "http/web_socket_session.h"

#include <chrono>
#include <exception>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/websocket/rfc6455.hpp>

#include "base/log.h"
#include "base/text.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace websocket = beast::websocket;
using Failure = boost::system::error_code;

/// Failures come as values.
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);

/// For the client's part in opening and in closing a conversation.
constexpr std::chrono::seconds kHandshakeTimeout{5};
/// A client that says nothing is pinged at half of this, and gone after it.
constexpr std::chrono::seconds kSilenceMax{120};
/// A close frame has room for 123 bytes.
constexpr std::size_t kReasonBytesMax = 120;

}  // namespace

WebSocketSession::WebSocketSession(std::shared_ptr<ServerCore> core, Executor executor,
                                   std::shared_ptr<WebSocketHandler> handler)
    : core_(std::move(core)),
      executor_(std::move(executor)),
      handler_(std::move(handler)),
      woken_(executor_),
      cut_off_(executor_) {}

bool WebSocketSession::is_upgrade(const UpgradeRequest& request) {
  return websocket::is_upgrade(request);
}

asio::awaitable<void> WebSocketSession::run(Transport& transport, const UpgradeRequest& request) {
  stream_.emplace(transport);
  const bool is_open = co_await accept(request);
  if (is_open) {
    handler_->on_open(shared_from_this());
    writing_ = true;
    asio::co_spawn(
        executor_, [self = shared_from_this()] { return self->write(); }, asio::detached);
    co_await read();
    ended_ = true;
    wake();
    cut_off_later();
    while (writing_) {
      woken_.expires_at(asio::steady_timer::time_point::max());
      co_await woken_.async_wait(kUse);
    }
    handler_->on_closed();
  }
  ended_ = true;
  cut_off_.cancel();
  handler_.reset();  // Which may hold this session.
  stream_.reset();
}

WebSocketSession::Awaitable<bool> WebSocketSession::accept(const UpgradeRequest& request) {
  stream_->set_option(websocket::stream_base::timeout{.handshake_timeout = kHandshakeTimeout,
                                                      .idle_timeout = kSilenceMax,
                                                      .keep_alive_pings = true});
  stream_->set_option(websocket::stream_base::decorator([this](websocket::response_type& response) {
    for (const auto& [name, value] : core_->options.common_headers) {
      response.insert(name, value);
    }
  }));
  stream_->read_message_max(kWebSocketMessageBytesMax);
  stream_->text(true);
  const auto [failure] = co_await stream_->async_accept(request, kUse);
  co_return !failure;
}

WebSocketSession::Awaitable<void> WebSocketSession::read() {
  beast::flat_buffer buffer;
  while (true) {
    const auto [failure, bytes] = co_await stream_->async_read(buffer, kUse);
    if (failure) co_return;
    const auto data = buffer.cdata();
    try {
      handler_->on_text({static_cast<const char*>(data.data()), data.size()});
    } catch (const std::exception& escaped) {
      log_error("The handler of a WebSocket threw: {}", escaped.what());
      close(WebSocketEnd::kTryLater, "The server failed.");
    }
    buffer.consume(buffer.size());
  }
}

WebSocketSession::Awaitable<void> WebSocketSession::write() {
  co_await write_until_end();
  writing_ = false;
  wake();
}

WebSocketSession::Awaitable<void> WebSocketSession::write_until_end() {
  while (!ended_) {
    if (closing_) {
      co_await stream_->async_close(*closing_, kUse);
      co_return;
    }
    if (queue_.empty()) {
      woken_.expires_at(asio::steady_timer::time_point::max());
      co_await woken_.async_wait(kUse);
      continue;
    }
    const auto message = std::move(queue_.front());
    queue_.pop_front();
    const auto [failure, bytes] = co_await stream_->async_write(asio::buffer(message), kUse);
    queued_bytes_ -= message.size();
    if (failure) co_return;
  }
}

bool WebSocketSession::send(std::string message) {
  const auto size = message.size();
  if (ended_ || queued_bytes_.fetch_add(size) + size > kWebSocketQueueBytesMax) {
    queued_bytes_ -= size;
    return false;
  }
  asio::post(executor_, [self = shared_from_this(), message = std::move(message)]() mutable {
    if (self->ended_ || self->closing_) {
      self->queued_bytes_ -= message.size();
      return;
    }
    self->queue_.push_back(std::move(message));
    self->wake();
  });
  return true;
}

void WebSocketSession::close(WebSocketEnd end, std::string_view reason) {
  if (ended_) return;
  websocket::close_reason why(static_cast<websocket::close_code>(end),
                              excerpt(reason, kReasonBytesMax));
  asio::post(executor_, [self = shared_from_this(), why] {
    if (self->ended_ || self->closing_) return;
    self->closing_ = why;
    for (const auto& message : self->queue_) self->queued_bytes_ -= message.size();
    self->queue_.clear();
    self->wake();
    self->cut_off_later();
  });
}

/// A client that reads nothing holds up the message that is being written, and all after it.
void WebSocketSession::cut_off_later() {
  cut_off_.expires_after(kHandshakeTimeout);
  cut_off_.async_wait([self = shared_from_this()](const Failure& failure) {
    if (failure || !self->stream_) return;
    self->stream_->next_layer().close();
  });
}

/// Who waits looks again at what it waits for.
void WebSocketSession::wake() { woken_.cancel(); }

}  // namespace penstock::http
