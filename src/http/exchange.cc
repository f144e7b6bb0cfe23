#include "http/exchange.h"

#include <exception>

#include <fmt/format.h>

#include "base/log.h"
#include "http/errors.h"
#include "http/gzip.h"

namespace penstock::http {

Exchange::Exchange(std::shared_ptr<ServerCore> core, std::weak_ptr<Session> session,
                   Request request, ByteBudget::Share share)
    : core_(std::move(core)),
      session_(std::move(session)),
      request_(std::move(request)),
      share_(std::move(share)) {}

Exchange::~Exchange() {
  if (answered_) return;
  log_error("The request {} {} was dropped without an answer", request_.method, request_.path);
  answer(error_response({ErrorCode::kInternal, "The request was dropped without an answer."},
                        request_.target));
}

void Exchange::handle(const std::shared_ptr<Exchange>& exchange) noexcept {
  try {
    if (exchange->request_.stop.stop_requested()) {
      return exchange->answer(error_response({ErrorCode::kCancelled, "The server is stopping."},
                                             exchange->request_.target));
    }
    if (auto decompressed = exchange->decompress(); !decompressed) {
      return exchange->answer(error_response(decompressed.error(), exchange->request_.target));
    }
    exchange->core_->handler(exchange->request_, [exchange](Response response) {
      exchange->answer(std::move(response));
    });
  } catch (const std::exception& escaped) {
    log_error("The handler of {} {} threw: {}", exchange->request_.method, exchange->request_.path,
              escaped.what());
    exchange->answer(error_response({ErrorCode::kInternal, "The request failed inside the server."},
                                    exchange->request_.target));
  }
}

Result<void> Exchange::decompress() {
  const auto encoding = request_.header("Content-Encoding");
  if (request_.body_reader || request_.body.empty() || !encoding || *encoding != "gzip") return {};
  request_.body = TRY(gunzip(request_.body, core_->options.body_bytes_max));
  if (request_.body.size() > kLargeBodyBytes && !share_.grow_to(request_.body.size())) {
    return Error{ErrorCode::kUnavailable, "The server is too busy for this body; try again."};
  }
  return {};
}

void Exchange::answer(Response response) {
  if (answered_.exchange(true)) return;
  if (const auto session = session_.lock()) session->deliver(std::move(response));
}

}  // namespace penstock::http
