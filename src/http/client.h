#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stop_token>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace penstock::http {

struct ClientRequest {
  std::string method;
  std::string url;
  Fields headers;
  std::string body;
  std::chrono::milliseconds timeout{30'000};
  /// If set, the body of a POST or PUT comes from here, while it is sent.
  std::shared_ptr<BodySource> body_source = {};
  /// If set, takes the body of an answer from 200 to 299 while it arrives; none is in the response
  /// then. An error ends the call with that error. Must not throw.
  std::function<Result<void>(std::string_view)> take_body = {};
};

struct ClientResponse {
  int status = 0;
  Fields headers;
  std::string body;
};

/// The seam for outgoing HTTP. Confined to one thread; keeps connections open between calls.
class Client {
 public:
  virtual ~Client() = default;

  /// Any status is an answer, not an error. Errors: kUnavailable (no connection), kTimeout,
  /// kCancelled, kForbidden (TLS), kTooLarge (an answer over 64 MB), kInvalidArgument (the URL).
  virtual Result<ClientResponse> send(const ClientRequest& request,
                                      const std::stop_token& stop) = 0;
};

}  // namespace penstock::http
