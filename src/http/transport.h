#pragma once

// Private to this room: it brings Asio and OpenSSL along.

#include <algorithm>
#include <array>
#include <cstring>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <boost/asio/async_result.hpp>
#include <boost/asio/buffer.hpp>
#include <boost/asio/compose.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/post.hpp>
#include <boost/beast/core/role.hpp>
#include <boost/beast/websocket/teardown.hpp>

#include "http/tls_connection.h"

namespace penstock::http {

/// The connection of a client, as it is or with TLS upon it: a stream as Asio and Beast want one
/// (AsyncReadStream, AsyncWriteStream). Confined to one I/O thread.
class Transport {
 public:
  using Socket = boost::asio::ip::tcp::socket;
  using next_layer_type = Socket;
  using executor_type = Socket::executor_type;
  using Failure = boost::system::error_code;

  explicit Transport(Socket socket);

  executor_type get_executor() { return socket_.get_executor(); }
  Socket& next_layer() { return socket_; }
  const Socket& next_layer() const { return socket_; }

  /// From here on both sides speak TLS; async_handshake() comes next.
  void begin_tls(const TlsContext& context);
  /// Null while there is none.
  const TlsConnection* tls() const { return tls_ ? &*tls_ : nullptr; }

  /// Completes with a failure and a number without meaning.
  template <typename Token>
  auto async_handshake(Token&& token) {
    return async_tls([this] { return tls_->handshake(); }, std::forward<Token>(token));
  }

  template <typename Buffers, typename Token>
  auto async_read_some(const Buffers& buffers, Token&& token) {
    if (!tls_) return socket_.async_read_some(buffers, std::forward<Token>(token));
    return async_tls([this, buffers] { return read_step(buffers); }, std::forward<Token>(token));
  }

  template <typename Buffers, typename Token>
  auto async_write_some(const Buffers& buffers, Token&& token) {
    if (!tls_) return socket_.async_write_some(buffers, std::forward<Token>(token));
    return async_tls([this, buffers] { return write_step(buffers); }, std::forward<Token>(token));
  }

  /// What the socket takes now; `failure` is would_block if that is nothing. What follows has to
  /// begin with what was not taken.
  template <typename Buffers>
  std::size_t write_some(const Buffers& buffers, Failure& failure) {
    if (!tls_) return socket_.write_some(buffers, failure);
    const auto step = write_step(buffers);
    failure = step.wait ? boost::asio::error::would_block : step.failure;
    return step.bytes;
  }

  /// Whether the other side sends nothing more, though it may have sent what is not read yet.
  bool is_abandoned();

  /// What waits on the socket ends with an error.
  void cancel();
  /// Tells the other side that nothing follows.
  void end_output();
  void close();

 private:
  using Step = TlsConnection::Step;

  /// One asynchronous call: attempts until the socket need not be waited for.
  template <typename Attempt>
  struct TlsOperation {
    Transport& transport;
    Attempt attempt;
    Step step = {};
    bool has_waited = false;
    bool is_done = false;

    template <typename Self>
    void operator()(Self& self, Failure failure = {}) {
      if (is_done) return self.complete(step.failure, step.bytes);
      step = failure ? Step{.failure = failure} : attempt();
      if (step.wait) {
        has_waited = true;
        return transport.socket_.async_wait(*step.wait, std::move(self));
      }
      if (has_waited) return self.complete(step.failure, step.bytes);
      is_done = true;  // Never completes within the call that began it.
      auto executor = transport.get_executor();
      boost::asio::post(executor, std::move(self));
    }
  };

  template <typename Attempt, typename Token>
  auto async_tls(Attempt attempt, Token&& token) {
    return boost::asio::async_compose<Token, void(Failure, std::size_t)>(
        TlsOperation<Attempt>{*this, std::move(attempt)}, token, socket_);
  }

  template <typename Buffers>
  Step read_step(const Buffers& buffers) {
    for (auto it = boost::asio::buffer_sequence_begin(buffers);
         it != boost::asio::buffer_sequence_end(buffers); ++it) {
      const boost::asio::mutable_buffer buffer = *it;
      if (buffer.size() > 0) return tls_->read(buffer.data(), buffer.size());
    }
    return {};
  }

  /// Small buffers, such as a header and its body, leave in one record.
  template <typename Buffers>
  Step write_step(const Buffers& buffers) {
    std::array<char, TlsConnection::kRecordBytesMax> record;
    const auto size = boost::asio::buffer_copy(boost::asio::buffer(record), buffers);
    return size == 0 ? Step{} : tls_->write(record.data(), size);
  }

  Socket socket_;
  std::optional<TlsConnection> tls_;
};

/// For Beast, which calls it when a WebSocket has ended: closes `transport` gently.
template <typename Handler>
void async_teardown(boost::beast::role_type role, Transport& transport, Handler&& handler) {
  transport.end_output();
  boost::beast::websocket::async_teardown(role, transport.next_layer(),
                                          std::forward<Handler>(handler));
}

}  // namespace penstock::http
