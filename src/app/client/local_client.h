#pragma once

#include "http/client.h"
#include "http/router.h"

namespace penstock::app {

/// Requests that stay in this process: a router answers them, so that a command works on a data
/// folder with the words that it has for a server. Only for routes that answer before they return.
/// Confined to one thread.
class LocalClient final : public http::Client {
 public:
  /// `router` must outlive this object.
  explicit LocalClient(const http::Router& router) : router_(router) {}

  Result<http::ClientResponse> send(const http::ClientRequest& request,
                                    const std::stop_token& stop) override;

 private:
  const http::Router& router_;
};

}  // namespace penstock::app
