#pragma once

// Private to this room: it brings Asio along.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/byte_budget.h"
#include "http/message.h"
#include "http/server_core.h"

namespace penstock::http {

/// One connection. Confined to its strand, except where said otherwise.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = boost::asio::ip::tcp::socket;

  Session(Socket socket, ServerCore& core);
  ~Session();

  /// Serves the connection until it ends; keeps the session alive meanwhile.
  static void start(const std::shared_ptr<Session>& session);

  /// Ends the connection when the request under way, if any, is answered. Any thread.
  void finish_soon();
  /// Ends the connection now. Any thread.
  void close_now();
  /// Hands over the answer to the request under way. Any thread.
  void deliver(Response response);

 private:
  using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;
  template <typename T>
  using Awaitable = boost::asio::awaitable<T>;
  using Failure = boost::system::error_code;

  static Awaitable<void> run(std::shared_ptr<Session> session);
  Awaitable<bool> wait_for_request();
  Awaitable<bool> serve_one();
  Awaitable<std::optional<Response>> read_body(Parser& parser, ByteBudget::Share& share);
  Awaitable<std::optional<Response>> answer(Request request, ByteBudget::Share share);
  Awaitable<bool> write(Response response, bool is_head, bool keep_alive);
  Awaitable<bool> refuse(std::optional<Response> response);
  Awaitable<void> close_gently();

  std::optional<Response> header_refusal(const Parser& parser) const;
  std::optional<Response> read_failure(const Failure& failure, const Parser& parser) const;
  void set_deadline(std::chrono::milliseconds timeout);

  Socket socket_;
  ServerCore& core_;
  boost::beast::flat_buffer buffer_;

  boost::asio::steady_timer deadline_;
  std::uint64_t deadline_number_ = 0;  ///< Tells a late timer from the one that counts.
  bool deadline_passed_ = false;

  boost::asio::steady_timer answered_;  ///< Never expires: cancelled to wake who waits.
  std::optional<Response> response_;
  bool idle_ = false;
  bool finishing_ = false;
  bool closed_ = false;
  bool unread_input_ = false;  ///< The client may still be sending what nobody will read.
};

}  // namespace penstock::http
