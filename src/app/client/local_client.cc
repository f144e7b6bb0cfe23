#include "app/client/local_client.h"

#include <optional>
#include <utility>

#include "base/check.h"
#include "http/url.h"

namespace penstock::app {
namespace {

http::Request to_request(const http::ClientRequest& sent) {
  http::Request request;
  request.method = sent.method;
  request.target = sent.url;
  const auto target = http::split_target(request.target);
  request.path = http::percent_decode(target.path);
  request.query = http::parse_query(target.query);
  request.headers = sent.headers;
  request.body = sent.body;
  return request;
}

}  // namespace

Result<http::ClientResponse> LocalClient::send(const http::ClientRequest& request,
                                               const std::stop_token& /*stop*/) {
  auto received = to_request(request);
  std::optional<http::Response> answer;
  router_.handle(received, [&](http::Response response) { answer = std::move(response); });
  CHECK(answer.has_value());
  const bool is_taken = request.take_body && answer->status / 100 == 2;
  if (is_taken) TRY(request.take_body(std::exchange(answer->body, {})));
  return http::ClientResponse{answer->status, std::move(answer->headers), std::move(answer->body)};
}

}  // namespace penstock::app
