#pragma once

#include <memory>

#include "http/client.h"

namespace penstock::http {

/// The answer of a server may be this large.
inline constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;

/// The client on a real network, by libcurl. Follows no redirects and uses no proxy; only http and
/// https. A stop request ends a call within a second. Confined to one thread.
class CurlClient final : public Client {
 public:
  CurlClient();
  ~CurlClient() override;

  Result<ClientResponse> send(const ClientRequest& request, const std::stop_token& stop) override;

 private:
  struct EasyHandle;
  std::unique_ptr<EasyHandle> handle_;
};

}  // namespace penstock::http
