#pragma once

// Private to this room: it brings Asio along.

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include <boost/asio/awaitable.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/buffer_body.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>

#include "http/body_pipe.h"
#include "http/byte_budget.h"
#include "http/message.h"
#include "http/server_core.h"
#include "http/sleeper.h"
#include "http/transport.h"
#include "http/web_socket_session.h"

namespace penstock::http {

/// One connection. Confined to its I/O thread, except where said otherwise. What concerns streamed
/// bodies is in session_streams.cc, the beginning of TLS in session_tls.cc.
class Session : public std::enable_shared_from_this<Session> {
 public:
  using Socket = Transport::Socket;

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
  template <typename Body>
  using ParserOf = boost::beast::http::request_parser<Body>;
  using HeaderParser = ParserOf<boost::beast::http::empty_body>;
  using Parser = ParserOf<boost::beast::http::string_body>;
  using StreamParser = ParserOf<boost::beast::http::buffer_body>;
  template <typename T>
  using Awaitable = boost::asio::awaitable<T>;
  using Failure = boost::system::error_code;
  using Piece = std::optional<std::string>;
  using TimePoint = boost::asio::steady_timer::time_point;

  /// What of a request shapes the way it is answered.
  struct Reply {
    std::string target;
    unsigned version = 11;
    bool is_head = false;
    bool keep_alive = false;
  };

  static Awaitable<void> run(std::shared_ptr<Session> session);
  Awaitable<bool> begin_tls();
  Awaitable<bool> shake_hands(const TlsContext& context);
  bool speaks_plain_http();
  Awaitable<bool> wait_for_request();
  Awaitable<Failure> read_header(HeaderParser& header);
  Awaitable<bool> serve_one();
  Awaitable<bool> serve_whole(HeaderParser& header, Request request, RequestKind kind, Reply reply);
  Awaitable<bool> serve_streamed(HeaderParser& header, Request request, Reply reply);

  Awaitable<void> continue_client(const Request& request);
  Awaitable<std::optional<Response>> read_body(Parser& parser, ByteBudget::Share& share);
  Awaitable<void> receive(StreamParser& parser);
  Awaitable<Failure> receive_more();
  Failure parse_piece(StreamParser& parser, std::string& piece);
  Error reception_error(const Failure& failure) const;

  std::optional<Response> refusal_of(Request& header) const;
  std::optional<Response> answer_at_once(Request& request) const noexcept;
  ThreadPool& pool_for(const Request& request, RequestKind kind) const;
  void hand_over(ThreadPool& pool, Request request, ByteBudget::Share share);
  Awaitable<std::optional<Response>> wait_for_answer();
  Awaitable<bool> write(Response response, Reply reply);
  Awaitable<Failure> send(std::string_view head, std::string_view body);
  Awaitable<Piece> first_piece(Response& response, const Reply& reply);
  Awaitable<bool> write_streamed(Response response, Piece first, Reply reply);
  Awaitable<bool> write_pieces(std::shared_ptr<BodySource> source, Piece piece, bool is_chunked);
  void pull(const std::shared_ptr<BodySource>& source);
  Awaitable<std::optional<Result<Piece>>> wait_for_piece();
  Awaitable<bool> converse(std::shared_ptr<WebSocketHandler> handler,
                           const WebSocketSession::UpgradeRequest& request);
  Awaitable<bool> refuse(std::optional<Response> response);
  Awaitable<void> drain();
  Awaitable<void> close_gently();

  std::optional<Response> header_refusal(const Request& request) const;
  std::optional<Response> body_refusal(const HeaderParser& header, const Request& request) const;
  std::optional<Response> read_failure(const Failure& failure, std::string_view target) const;
  void wake();
  void set_deadline(std::chrono::milliseconds timeout);
  void start_timer();
  void check_deadline();

  Transport transport_;
  std::string remote_address_;
  std::shared_ptr<const security::Certificate> client_certificate_;
  std::shared_ptr<const void> place_;  ///< Among the connections of that certificate.
  bool has_no_place_ = false;
  ServerCore& core_;
  boost::beast::flat_buffer buffer_;

  boost::asio::steady_timer deadline_;
  TimePoint deadline_time_ = TimePoint::max();
  TimePoint timer_time_ = TimePoint::max();  ///< When the timer looks whether that has passed.
  bool deadline_passed_ = false;

  Sleeper sleeper_;
  std::optional<Response> response_;
  std::shared_ptr<BodyPipe> body_;       ///< Of a streamed request under way.
  std::optional<Result<Piece>> pulled_;  ///< The next piece of a streamed answer.
  bool receiving_ = false;               ///< An answer ends the reception of a streamed body.
  std::shared_ptr<WebSocketSession> conversation_;
  bool idle_ = false;
  bool finishing_ = false;
  bool closed_ = false;
  bool unread_input_ = false;  ///< The client may still be sending what nobody will read.
};

}  // namespace penstock::http
