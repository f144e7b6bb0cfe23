// The part of a session that moves bodies piece by piece: those of requests to the handler that
// reads them, those of answers from the source that makes them.
#include <algorithm>
#include <array>
#include <exception>
#include <tuple>
#include <utility>

#include <boost/asio/as_tuple.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/use_awaitable.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/http/chunk_encode.hpp>
#include <fmt/format.h>

#include "base/log.h"
#include "http/errors.h"
#include "http/gzip.h"
#include "http/response_head.h"
#include "http/session.h"

namespace penstock::http {
namespace {

namespace asio = boost::asio;
namespace beast_http = boost::beast::http;

/// Failures come as values.
constexpr auto kUse = asio::as_tuple(asio::use_awaitable);
constexpr unsigned kHttp11 = 11;

Result<std::optional<std::string>> next_piece(BodySource& source) noexcept {
  try {
    return source.next();
  } catch (const std::exception& escaped) {
    log_error("The source of an answer threw: {}", escaped.what());
    return Error{ErrorCode::kInternal, "The request failed inside the server."};
  }
}

}  // namespace

Session::Awaitable<bool> Session::serve_streamed(HeaderParser& header, Request request,
                                                 Reply reply) {
  StreamParser parser(std::move(header));
  parser.eager(true);  // Else each chunk, however small, would be a piece of its own.
  body_ = std::make_shared<BodyPipe>([weak = weak_from_this()] {
    if (const auto session = weak.lock()) session->wake();
  });
  request.body_reader = body_;
  if (request.header("Content-Encoding") == "gzip") request.body_reader = gunzip_reader(body_);
  co_await continue_client(request);
  hand_over(*core_.stream_handlers, std::move(request), ByteBudget::Share(core_.large_bodies));

  co_await receive(parser);
  auto response = co_await wait_for_answer();
  body_->fail({ErrorCode::kCancelled, "The request has been answered already."});
  body_.reset();
  unread_input_ = !parser.is_done();
  reply.keep_alive = reply.keep_alive && parser.is_done();
  if (!response) co_return false;
  co_return co_await write(*std::move(response), std::move(reply));
}

/// Reads ahead as far as the pipe has room, until the body ends or nobody wants the rest.
Session::Awaitable<void> Session::receive(StreamParser& parser) {
  while (!parser.is_done() && !response_ && !closed_) {
    if (body_->is_full()) {
      set_deadline(std::chrono::milliseconds::max());  // It is not the client that is slow.
      co_await sleeper_.sleep();
      continue;
    }
    std::string piece;
    auto failure = parse_piece(parser, piece);
    if (!piece.empty()) {
      body_->push(std::move(piece));
    } else if (!failure && !parser.is_done()) {
      failure = co_await receive_more();
    }
    if (!failure || response_) continue;
    body_->fail(reception_error(failure));
    co_return;
  }
  set_deadline(std::chrono::milliseconds::max());
  if (parser.is_done()) body_->finish();
}

/// Takes what has arrived of the body; nothing if that is not enough to go on.
Session::Failure Session::parse_piece(StreamParser& parser, std::string& piece) {
  if (buffer_.size() == 0) return {};
  piece.resize(std::min(kBodyPieceBytes, buffer_.size()));
  auto& body = parser.get().body();
  body.data = piece.data();
  body.size = piece.size();
  body.more = true;
  Failure failure;
  buffer_.consume(parser.put(buffer_.data(), failure));
  piece.resize(piece.size() - body.size);
  const bool is_fault =
      failure != beast_http::error::need_buffer && failure != beast_http::error::need_more;
  return is_fault ? failure : Failure{};
}

Session::Awaitable<Session::Failure> Session::receive_more() {
  set_deadline(core_.options.body_timeout);
  receiving_ = true;
  const auto [failure, bytes] =
      co_await transport_.async_read_some(buffer_.prepare(kBodyPieceBytes), kUse);
  receiving_ = false;
  buffer_.commit(bytes);
  co_return failure;
}

/// Has the first piece made before anything is sent, for until then an error can be answered.
Session::Awaitable<Session::Piece> Session::first_piece(Response& response, const Reply& reply) {
  if (reply.is_head) co_return std::nullopt;
  const auto source = std::move(response.source);
  pull(source);
  auto pulled = co_await wait_for_piece();
  if (!pulled) co_return std::nullopt;
  if (*pulled) {
    response.source = source;
    co_return **std::move(pulled);
  }
  response = error_response(pulled->error(), reply.target);
  co_return std::nullopt;
}

Session::Awaitable<bool> Session::write_streamed(Response response, Piece first, Reply reply) {
  const auto source = response.source;
  const auto size = source->size();
  const bool is_chunked = !size && reply.version >= kHttp11;
  // An older client knows the end of a body of unknown size by that of the connection.
  const Framing framing{
      .length = size,
      .is_chunked = is_chunked,
      .keep_alive = reply.keep_alive && !finishing_ && !core_.stopping && (size || is_chunked)};
  const auto head = response_head(response, core_.options.common_headers, framing);
  const auto failure = co_await send(head, {});
  if (failure) co_return false;
  if (reply.is_head) co_return framing.keep_alive;
  const bool is_whole = co_await write_pieces(source, std::move(first), is_chunked);
  co_return is_whole&& framing.keep_alive;
}

/// Asks for a piece while the one before it is on its way.
Session::Awaitable<bool> Session::write_pieces(std::shared_ptr<BodySource> source, Piece piece,
                                               bool is_chunked) {
  const auto size = source->size();
  std::uint64_t written = 0;
  while (piece) {
    pull(source);
    if (piece->empty() && transport_.is_abandoned()) co_return false;
    if (!piece->empty()) {
      written += piece->size();
      if (size && written > *size) break;
      set_deadline(core_.options.body_timeout);
      Failure failure;
      if (is_chunked) {
        const auto chunk = beast_http::make_chunk(asio::buffer(*piece));
        std::tie(failure, std::ignore) = co_await asio::async_write(transport_, chunk, kUse);
      } else {
        std::tie(failure, std::ignore) =
            co_await asio::async_write(transport_, asio::buffer(*piece), kUse);
      }
      if (failure) co_return false;
    }
    set_deadline(std::chrono::milliseconds::max());
    auto pulled = co_await wait_for_piece();
    if (!pulled) co_return false;
    if (!*pulled) {
      log_warning("An answer breaks off: {}", pulled->error().message);
      co_return false;
    }
    piece = **std::move(pulled);
  }
  if (size && written != *size) {
    log_error("An answer breaks off: its source announced {} bytes and gave {}", *size, written);
    co_return false;
  }
  if (!is_chunked) co_return true;
  const auto [failure, bytes] =
      co_await asio::async_write(transport_, beast_http::make_chunk_last(), kUse);
  co_return !failure;
}

/// Has the next piece made on another thread; the answer to wait_for_piece().
void Session::pull(const std::shared_ptr<BodySource>& source) {
  pulled_.reset();
  const bool is_taken = core_.sources->submit([weak = weak_from_this(), source = source,
                                               stop = core_.abandoned.get_token()]() mutable {
    if (stop.stop_requested()) return;
    auto piece = next_piece(*source);
    source.reset();  // If the client has gone, it ends here and not on the I/O thread.
    const auto session = weak.lock();
    if (!session) return;
    asio::post(session->transport_.get_executor(), [session, piece = std::move(piece)]() mutable {
      session->pulled_ = std::move(piece);
      session->sleeper_.wake();
    });
  });
  if (!is_taken) pulled_ = Error{ErrorCode::kUnavailable, "The server is too busy; try again."};
}

/// Nothing when the connection is to be closed.
Session::Awaitable<std::optional<Result<Session::Piece>>> Session::wait_for_piece() {
  while (!pulled_ && !closed_) co_await sleeper_.sleep();
  co_return std::exchange(pulled_, std::nullopt);
}

}  // namespace penstock::http
