#include "http/session.h"

#include <array>
#include <exception>
#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/buffers_suffix.hpp>
#include <boost/beast/http/read.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "http/errors.h"
#include "http/exchange.h"
#include "http/request_framing.h"
#include "http/response_head.h"
#include "http/url.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;

/// Failures come as values.
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kReadBytes = 4096;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

/// Of what the parser finds wrong, as opposed to the connection.
const boost::system::error_category& http_category() {
  return beast_http::make_error_code(beast_http::error::bad_version).category();
}

/// For an operation that was between two steps when its deadline passed, and so did not notice.
constexpr std::chrono::milliseconds kCancelAgainAfter{100};

/// Without its body.
template <typename Message>
Request to_request(const Message& message) {
  Request request;
  request.method = std::string(view(message.method_string()));
  request.target = std::string(view(message.target()));
  const auto target = split_target(request.target);
  request.path = percent_decode(target.path);
  request.query = parse_query(target.query);
  for (const auto& header : message) {
    request.headers.emplace_back(view(header.name_string()), view(header.value()));
  }
  return request;
}

Response too_busy(std::string_view target) {
  return error_response({ErrorCode::kUnavailable, "The server is too busy; try again."}, target);
}

}  // namespace

Session::Session(Socket socket, ServerCore& core)
    : transport_(std::move(socket)), core_(core), deadline_(transport_.get_executor()) {
  Failure ignored;
  remote_address_ = transport_.next_layer().remote_endpoint(ignored).address().to_string();
}

Session::~Session() { core_.sessions.remove(this); }

void Session::start(const std::shared_ptr<Session>& session) {
  asio::co_spawn(session->transport_.get_executor(), run(session), asio::detached);
}

Session::Awaitable<void> Session::run(std::shared_ptr<Session> session) {
  // No co_await inside a condition: g++ 12 lays out such a frame wrongly.
  bool is_open = co_await session->begin_tls();
  while (is_open) {
    is_open = co_await session->wait_for_request();
    if (is_open) is_open = co_await session->serve_one();
  }
  co_await session->close_gently();
}

Session::Awaitable<bool> Session::wait_for_request() {
  if (buffer_.size() > 0) co_return true;  // The client sends its requests one behind the other.
  if (finishing_ || core_.stopping) co_return false;
  idle_ = true;
  set_deadline(core_.options.idle_timeout);
  const auto [failure, bytes] =
      co_await transport_.async_read_some(buffer_.prepare(kReadBytes), kUse);
  buffer_.commit(bytes);
  idle_ = false;
  co_return !failure;
}

/// What has arrived is mostly all of it, and costs no turn of the scheduler then.
Session::Awaitable<Session::Failure> Session::read_header(HeaderParser& header) {
  Failure failure;
  buffer_.consume(header.put(buffer_.data(), failure));
  if (failure == beast_http::error::need_more) failure = {};
  if (failure || header.is_header_done()) co_return failure;
  std::tie(failure, std::ignore) =
      co_await beast_http::async_read_header(transport_, buffer_, header, kUse);
  co_return failure;
}

Session::Awaitable<bool> Session::serve_one() {
  HeaderParser header;
  header.header_limit(static_cast<std::uint32_t>(core_.options.header_bytes_max));
  header.body_limit(boost::none);  // Depends on what the header says.
  set_deadline(core_.options.header_timeout);
  const auto failure = co_await read_header(header);
  unread_input_ = true;
  if (failure) co_return co_await refuse(read_failure(failure, view(header.get().target())));
  auto request = to_request(header.get());
  request.remote_address = remote_address_;
  request.is_secured = transport_.tls() != nullptr;
  request.client_certificate = client_certificate_;
  request.origin_url = fmt::format("{}://{}", request.is_secured ? "https" : "http",
                                   request.header("Host").value_or(""));
  if (auto unclear = framing_refusal(header.get())) {
    co_return co_await refuse(
        error_response(invalid_argument(*std::move(unclear)), request.target));
  }
  if (auto unwelcome = header_refusal(request)) co_return co_await refuse(std::move(unwelcome));

  Reply reply{request.target, header.get().version(), request.method == "HEAD",
              header.get().keep_alive()};
  if (header.is_done()) {
    unread_input_ = false;
    if (auto response = answer_at_once(request)) {
      co_return co_await write(*std::move(response), std::move(reply));
    }
  } else if (auto refusal = refusal_of(request)) {
    co_return co_await refuse(std::move(refusal));
  }
  const auto kind = core_.options.kind_of ? core_.options.kind_of(request) : RequestKind::kOrdinary;
  if (kind == RequestKind::kStreamed && !header.is_done()) {
    co_return co_await serve_streamed(header, std::move(request), std::move(reply));
  }
  co_return co_await serve_whole(header, std::move(request), kind, std::move(reply));
}

Session::Awaitable<bool> Session::serve_whole(HeaderParser& header, Request request,
                                              RequestKind kind, Reply reply) {
  ByteBudget::Share share(core_.large_bodies);
  if (!header.is_done()) {
    if (auto refusal = body_refusal(header, request)) co_return co_await refuse(std::move(refusal));
    Parser parser(std::move(header));
    parser.body_limit(core_.options.body_bytes_max);
    co_await continue_client(request);
    auto refusal = co_await read_body(parser, share);
    if (refusal || !parser.is_done()) co_return co_await refuse(std::move(refusal));
    request.body = std::move(parser.get().body());
  }
  unread_input_ = false;
  auto& pool = pool_for(request, kind);
  hand_over(pool, std::move(request), std::move(share));
  auto response = co_await wait_for_answer();
  if (!response) co_return false;
  if (response->web_socket) {
    // Moved from only where the body streams, which has returned.
    // NOLINTNEXTLINE(bugprone-use-after-move)
    co_return co_await converse(std::move(response->web_socket), header.get());
  }
  co_return co_await write(*std::move(response), std::move(reply));
}

std::optional<Response> Session::header_refusal(const Request& request) const {
  if (has_no_place_) {
    return too_many_response("This certificate has too many connections already.", request.target);
  }
  const auto refusal = core_.hosts.refusal(request.header("Host"), request.header("Origin"));
  if (refusal) return error_response({ErrorCode::kForbidden, *refusal}, request.target);
  const auto encoding = request.header("Content-Encoding");
  if (encoding && *encoding != "gzip" && *encoding != "identity" && !encoding->empty()) {
    return error_response(
        415, "Raven.Client.Exceptions.BadRequestException",
        fmt::format("The Content-Encoding '{}' is not supported; gzip is.", *encoding),
        request.target);
  }
  return std::nullopt;
}

std::optional<Response> Session::body_refusal(const HeaderParser& header,
                                              const Request& request) const {
  const auto length = header.content_length();
  if (!length || *length <= core_.options.body_bytes_max) return std::nullopt;
  return read_failure(beast_http::make_error_code(beast_http::error::body_limit), request.target);
}

Session::Awaitable<void> Session::continue_client(const Request& request) {
  set_deadline(core_.options.body_timeout);
  if (!request.header("Expect")) co_return;
  constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
  co_await asio::async_write(transport_, asio::buffer(kContinue), kUse);
}

Session::Awaitable<std::optional<Response>> Session::read_body(Parser& parser,
                                                               ByteBudget::Share& share) {
  while (!parser.is_done()) {
    const auto [failure, bytes] =
        co_await beast_http::async_read_some(transport_, buffer_, parser, kUse);
    if (failure) co_return read_failure(failure, view(parser.get().target()));
    const auto size = parser.get().body().size();
    if (size > kLargeBodyBytes && !share.grow_to(size)) {
      co_return too_busy(view(parser.get().target()));
    }
  }
  co_return std::nullopt;
}

/// Nothing when the client is gone and needs no answer.
std::optional<Response> Session::read_failure(const Failure& failure,
                                              std::string_view target) const {
  if (failure == beast_http::error::header_limit) {
    return error_response(
        431, "Raven.Client.Exceptions.BadRequestException",
        fmt::format("The header is over the limit of {} bytes.", core_.options.header_bytes_max),
        target);
  }
  if (failure == beast_http::error::body_limit) {
    return error_response(
        {ErrorCode::kTooLarge,
         fmt::format("The body is over the limit of {} bytes.", core_.options.body_bytes_max)},
        target);
  }
  const auto error = reception_error(failure);
  if (error.code == ErrorCode::kUnavailable) return std::nullopt;
  return error_response(error, target);
}

Error Session::reception_error(const Failure& failure) const {
  if (deadline_passed_) return {ErrorCode::kTimeout, "The request took too long to arrive."};
  const bool is_gone = failure.category() != http_category() ||
                       failure == beast_http::error::end_of_stream ||
                       failure == beast_http::error::partial_message;
  if (is_gone) {
    return {ErrorCode::kUnavailable, "The client has gone in the middle of its request."};
  }
  return invalid_argument("This is not a valid HTTP request: " + failure.message());
}

std::optional<Response> Session::refusal_of(Request& header) const {
  return core_.options.refuse ? core_.options.refuse(header) : std::nullopt;
}

std::optional<Response> Session::answer_at_once(Request& request) const noexcept {
  if (!core_.options.answer_at_once) return std::nullopt;
  try {
    return core_.options.answer_at_once(request);
  } catch (const std::exception& escaped) {
    log_error("The answer at once to {} threw: {}", request.path, escaped.what());
    return std::nullopt;
  }
}

ThreadPool& Session::pool_for(const Request& request, RequestKind kind) const {
  if (kind == RequestKind::kLong) return *core_.long_handlers;
  const bool is_large =
      request.body.size() > kLargeBodyBytes || request.header("Content-Encoding") == "gzip";
  return is_large ? *core_.large_handlers : *core_.handlers;
}

void Session::hand_over(ThreadPool& pool, Request request, ByteBudget::Share share) {
  set_deadline(std::chrono::milliseconds::max());
  request.stop = core_.abandoned.get_token();
  const auto exchange = std::make_shared<Exchange>(core_.shared_from_this(), weak_from_this(),
                                                   std::move(request), std::move(share));
  if (!pool.submit([exchange] { Exchange::handle(exchange); })) {
    exchange->answer(too_busy(exchange->request().target));
  }
}

Session::Awaitable<std::optional<Response>> Session::wait_for_answer() {
  while (!response_ && !closed_) co_await sleeper_.sleep();
  co_return std::exchange(response_, std::nullopt);
}

Session::Awaitable<bool> Session::write(Response response, Reply reply) {
  Piece first;
  if (response.source) first = co_await first_piece(response, reply);
  if (closed_) co_return false;
  if (response.source) {
    co_return co_await write_streamed(std::move(response), std::move(first), std::move(reply));
  }
  Framing framing{.keep_alive = reply.keep_alive && !finishing_ && !core_.stopping};
  if (response.status != 204 && response.status != 304) framing.length = response.body.size();
  const auto head = response_head(response, core_.options.common_headers, framing);
  if (reply.is_head) response.body.clear();
  const auto failure = co_await send(head, response.body);
  co_return !failure && framing.keep_alive;
}

/// Mostly the socket takes all of it at once, which costs no turn of the scheduler then.
Session::Awaitable<Session::Failure> Session::send(std::string_view head, std::string_view body) {
  beast::buffers_suffix unsent(
      std::array<asio::const_buffer, 2>{asio::buffer(head), asio::buffer(body)});
  Failure failure;
  unsent.consume(transport_.write_some(unsent, failure));
  if (failure == asio::error::would_block) failure = {};
  if (failure || asio::buffer_size(unsent) == 0) co_return failure;
  set_deadline(core_.options.body_timeout);
  std::tie(failure, std::ignore) = co_await asio::async_write(transport_, unsent, kUse);
  co_return failure;
}

/// Nothing follows a conversation on its connection.
Session::Awaitable<bool> Session::converse(std::shared_ptr<WebSocketHandler> handler,
                                           const WebSocketSession::UpgradeRequest& request) {
  if (finishing_ || core_.stopping) co_return false;
  if (!WebSocketSession::is_upgrade(request)) {
    co_return co_await refuse(error_response(
        invalid_argument("Only a WebSocket can be opened here."), view(request.target())));
  }
  set_deadline(std::chrono::milliseconds::max());
  conversation_ = std::make_shared<WebSocketSession>(core_.shared_from_this(),
                                                     transport_.get_executor(), std::move(handler));
  co_await conversation_->run(transport_, request);
  conversation_.reset();
  co_return false;
}

/// The rest of the input is not understood or not wanted, so the connection ends here.
Session::Awaitable<bool> Session::refuse(std::optional<Response> response) {
  Reply last;  // As a temporary g++ 12 would destroy it twice.
  if (response) co_await write(*std::move(response), std::move(last));
  co_return false;
}

/// A client that is still sending when the connection closes might never see its answer.
Session::Awaitable<void> Session::drain() {
  set_deadline(core_.options.linger_timeout);
  std::size_t drained = 0;
  while (!deadline_passed_ && drained < core_.options.linger_bytes_max) {
    buffer_.clear();
    const auto [failure, bytes] =
        co_await transport_.async_read_some(buffer_.prepare(kBodyPieceBytes), kUse);
    if (failure) break;
    drained += bytes;
  }
}

Session::Awaitable<void> Session::close_gently() {
  transport_.end_output();
  if (unread_input_) co_await drain();
  set_deadline(std::chrono::milliseconds::max());
  deadline_.cancel();
  closed_ = true;
  transport_.close();
}

/// When it passes, what the socket is doing ends with an error. Every request moves it several
/// times and hardly one lets it pass, so the timer is left alone unless it would come too late.
void Session::set_deadline(std::chrono::milliseconds timeout) {
  deadline_passed_ = false;
  const bool is_none = timeout == std::chrono::milliseconds::max();
  deadline_time_ = is_none ? TimePoint::max() : TimePoint::clock::now() + timeout;
  if (deadline_time_ < timer_time_) start_timer();
}

void Session::start_timer() {
  timer_time_ = deadline_time_;
  deadline_.expires_at(timer_time_);
  deadline_.async_wait([self = shared_from_this()](const Failure& failure) {
    if (!failure) self->check_deadline();
  });
}

void Session::check_deadline() {
  timer_time_ = TimePoint::max();
  if (deadline_time_ > TimePoint::clock::now()) {
    if (deadline_time_ < TimePoint::max()) start_timer();
    return;
  }
  deadline_passed_ = true;
  transport_.cancel();
  deadline_time_ = TimePoint::clock::now() + kCancelAgainAfter;
  start_timer();
}

void Session::finish_soon() {
  asio::post(transport_.get_executor(), [self = shared_from_this()] {
    self->finishing_ = true;
    if (self->idle_) self->transport_.cancel();
    if (self->conversation_) {
      self->conversation_->close(WebSocketEnd::kGoingAway, "The server stops.");
    }
  });
}

void Session::close_now() {
  asio::post(transport_.get_executor(), [self = shared_from_this()] {
    self->closed_ = true;
    if (self->body_) self->body_->fail({ErrorCode::kCancelled, "The server stops."});
    self->transport_.close();
    self->sleeper_.wake();
  });
}

void Session::deliver(Response response) {
  asio::post(transport_.get_executor(),
             [self = shared_from_this(), response = std::move(response)]() mutable {
               self->response_ = std::move(response);
               if (self->receiving_) self->transport_.cancel();
               self->sleeper_.wake();
             });
}

void Session::wake() {
  asio::post(transport_.get_executor(), [self = shared_from_this()] { self->sleeper_.wake(); });
}

}  // namespace penstock::http
