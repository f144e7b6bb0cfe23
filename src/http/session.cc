#include "http/session.h"

#include <tuple>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/write.hpp>
#include <fmt/format.h>

#include "http/errors.h"
#include "http/exchange.h"
#include "http/url.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace beast_http = boost::beast::http;

/// Failures come as values.
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);

constexpr std::size_t kReadBytes = 4096;
/// How long a connection that is closed early keeps reading, so that the client, still sending,
/// gets to see the answer.
constexpr std::chrono::seconds kLinger{2};
constexpr int kHttp11 = 11;

std::string_view view(beast::string_view text) { return {text.data(), text.size()}; }

std::optional<std::string_view> field(const beast_http::fields& fields, beast_http::field name) {
  const auto found = fields.find(name);
  if (found == fields.end()) return std::nullopt;
  return view(found->value());
}

/// Of what the parser finds wrong, as opposed to the connection.
const boost::system::error_category& http_category() {
  return beast_http::make_error_code(beast_http::error::bad_version).category();
}

Request to_request(beast_http::request<beast_http::string_body> message) {
  Request request;
  request.method = std::string(view(message.method_string()));
  request.target = std::string(view(message.target()));
  const auto target = split_target(request.target);
  request.path = percent_decode(target.path);
  request.query = parse_query(target.query);
  for (const auto& header : message) {
    request.headers.emplace_back(view(header.name_string()), view(header.value()));
  }
  request.origin_url = fmt::format("http://{}", request.header("Host").value_or(""));
  request.body = std::move(message.body());
  return request;
}

template <typename Message>
void fill_header(Message& message, const Response& response, const Fields& common,
                 bool keep_alive) {
  for (const auto* fields : {&common, &response.headers}) {
    for (const auto& [name, value] : *fields) message.insert(name, value);
  }
  message.keep_alive(keep_alive);
  if (response.status == 204 || response.status == 304) return;
  message.content_length(response.body.size());
}

Response too_busy(std::string_view target) {
  return error_response({ErrorCode::kUnavailable, "The server is too busy; try again."}, target);
}

}  // namespace

Session::Session(Socket socket, ServerCore& core)
    : socket_(std::move(socket)),
      core_(core),
      deadline_(socket_.get_executor()),
      answered_(socket_.get_executor()) {}

Session::~Session() { core_.sessions.remove(this); }

void Session::start(const std::shared_ptr<Session>& session) {
  asio::co_spawn(session->socket_.get_executor(), run(session), asio::detached);
}

Session::Awaitable<void> Session::run(std::shared_ptr<Session> session) {
  // No co_await inside a condition: g++ 12 lays out such a frame wrongly.
  bool is_open = true;
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
  const auto [failure, bytes] = co_await socket_.async_read_some(buffer_.prepare(kReadBytes), kUse);
  buffer_.commit(bytes);
  idle_ = false;
  co_return !failure;
}

Session::Awaitable<bool> Session::serve_one() {
  Parser parser;
  parser.header_limit(static_cast<std::uint32_t>(core_.options.header_bytes_max));
  parser.body_limit(core_.options.body_bytes_max);
  set_deadline(core_.options.header_timeout);
  const auto [failure, bytes] =
      co_await beast_http::async_read_header(socket_, buffer_, parser, kUse);
  unread_input_ = true;
  if (failure) co_return co_await refuse(read_failure(failure, parser));
  if (auto unwelcome = header_refusal(parser)) co_return co_await refuse(std::move(unwelcome));

  ByteBudget::Share share(core_.large_bodies);
  auto refusal = co_await read_body(parser, share);
  if (refusal || !parser.is_done()) co_return co_await refuse(std::move(refusal));
  unread_input_ = false;
  const bool keep_alive = parser.get().keep_alive();
  const bool is_head = parser.get().method() == beast_http::verb::head;
  auto response = co_await answer(to_request(parser.release()), std::move(share));
  if (!response) co_return false;
  co_return co_await write(*std::move(response), is_head, keep_alive);
}

std::optional<Response> Session::header_refusal(const Parser& parser) const {
  const auto& message = parser.get();
  const auto target = view(message.target());
  const auto refusal = core_.hosts.refusal(field(message, beast_http::field::host),
                                           field(message, beast_http::field::origin));
  if (refusal) return error_response({ErrorCode::kForbidden, *refusal}, target);
  const auto encoding = field(message, beast_http::field::content_encoding);
  if (encoding && *encoding != "gzip" && *encoding != "identity" && !encoding->empty()) {
    return error_response(
        415, "Raven.Client.Exceptions.BadRequestException",
        fmt::format("The Content-Encoding '{}' is not supported; gzip is.", *encoding), target);
  }
  return std::nullopt;
}

Session::Awaitable<std::optional<Response>> Session::read_body(Parser& parser,
                                                               ByteBudget::Share& share) {
  set_deadline(core_.options.body_timeout);
  if (const auto expect = field(parser.get(), beast_http::field::expect);
      expect && !parser.is_done()) {
    constexpr std::string_view kContinue = "HTTP/1.1 100 Continue\r\n\r\n";
    co_await asio::async_write(socket_, asio::buffer(kContinue), kUse);
  }
  while (!parser.is_done()) {
    const auto [failure, bytes] =
        co_await beast_http::async_read_some(socket_, buffer_, parser, kUse);
    if (failure) co_return read_failure(failure, parser);
    const auto size = parser.get().body().size();
    if (size > kLargeBodyBytes && !share.grow_to(size)) {
      co_return too_busy(view(parser.get().target()));
    }
  }
  co_return std::nullopt;
}

/// Nothing when the client is gone and needs no answer.
std::optional<Response> Session::read_failure(const Failure& failure, const Parser& parser) const {
  const auto target = view(parser.get().target());
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
  if (deadline_passed_) {
    return error_response({ErrorCode::kTimeout, "The request took too long to arrive."}, target);
  }
  const bool is_gone = failure.category() != http_category() ||
                       failure == beast_http::error::end_of_stream ||
                       failure == beast_http::error::partial_message;
  if (is_gone) return std::nullopt;
  return error_response(invalid_argument("This is not a valid HTTP request: " + failure.message()),
                        target);
}

Session::Awaitable<std::optional<Response>> Session::answer(Request request,
                                                            ByteBudget::Share share) {
  set_deadline(std::chrono::milliseconds::max());
  const bool is_large =
      request.body.size() > kLargeBodyBytes || request.header("Content-Encoding") == "gzip";
  auto& pool = is_large ? *core_.large_handlers : *core_.handlers;
  {
    const auto exchange = std::make_shared<Exchange>(core_.shared_from_this(), weak_from_this(),
                                                     std::move(request), std::move(share));
    if (!pool.submit([exchange] { Exchange::handle(exchange); })) {
      exchange->answer(too_busy(exchange->request().target));
    }
  }
  while (!response_ && !closed_) {
    answered_.expires_at(asio::steady_timer::time_point::max());
    co_await answered_.async_wait(kUse);
  }
  co_return std::exchange(response_, std::nullopt);
}

Session::Awaitable<bool> Session::write(Response response, bool is_head, bool keep_alive) {
  keep_alive = keep_alive && !finishing_ && !core_.stopping;
  set_deadline(core_.options.body_timeout);
  if (is_head) {
    beast_http::response<beast_http::empty_body> message(
        static_cast<beast_http::status>(response.status), kHttp11);
    fill_header(message, response, core_.options.common_headers, keep_alive);
    const auto [failure, bytes] = co_await beast_http::async_write(socket_, message, kUse);
    co_return !failure && keep_alive;
  }
  beast_http::response<beast_http::string_body> message(
      static_cast<beast_http::status>(response.status), kHttp11);
  fill_header(message, response, core_.options.common_headers, keep_alive);
  message.body() = std::move(response.body);
  const auto [failure, bytes] = co_await beast_http::async_write(socket_, message, kUse);
  co_return !failure && keep_alive;
}

/// The rest of the input is not understood or not wanted, so the connection ends here.
Session::Awaitable<bool> Session::refuse(std::optional<Response> response) {
  if (response) co_await write(*std::move(response), false, false);
  co_return false;
}

Session::Awaitable<void> Session::close_gently() {
  Failure ignored;
  socket_.shutdown(Socket::shutdown_send, ignored);
  if (unread_input_) {
    set_deadline(kLinger);
    while (true) {
      buffer_.clear();
      const auto [failure, bytes] =
          co_await socket_.async_read_some(buffer_.prepare(kReadBytes), kUse);
      if (failure) break;
    }
  }
  deadline_.cancel();
  closed_ = true;
  socket_.close(ignored);
}

/// When it passes, what the socket is doing ends with an error.
void Session::set_deadline(std::chrono::milliseconds timeout) {
  deadline_passed_ = false;
  const auto number = ++deadline_number_;
  if (timeout == std::chrono::milliseconds::max()) {
    deadline_.cancel();
    return;
  }
  deadline_.expires_after(timeout);
  deadline_.async_wait([self = shared_from_this(), number](const Failure& failure) {
    if (failure || self->deadline_number_ != number) return;
    self->deadline_passed_ = true;
    Failure ignored;
    self->socket_.cancel(ignored);
  });
}

void Session::finish_soon() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->finishing_ = true;
    Failure ignored;
    if (self->idle_) self->socket_.cancel(ignored);
  });
}

void Session::close_now() {
  asio::post(socket_.get_executor(), [self = shared_from_this()] {
    self->closed_ = true;
    self->answered_.cancel();
    Failure ignored;
    self->socket_.close(ignored);
  });
}

void Session::deliver(Response response) {
  asio::post(socket_.get_executor(),
             [self = shared_from_this(), response = std::move(response)]() mutable {
               self->response_ = std::move(response);
               self->answered_.cancel();
             });
}

}  // namespace penstock::http
