#pragma once

#include <memory>
#include <string>

#include "http/client.h"

namespace penstock::http {

/// The answer of a server may be this large.
inline constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;

/// How a client shows who it is and knows a server over https: files in PEM, read anew for each
/// connection.
struct ClientTls {
  std::string certificate_file;  ///< With what leads to its authority. Empty: it shows none.
  std::string key_file;          ///< Of the certificate. Empty: it is in the same file.
  std::string authorities_file;  ///< Whom to trust. Empty: whom the system trusts.
};

/// The client on a real network, by libcurl. Follows no redirects and uses no proxy; only http and
/// https. A stop request ends a call within a second. Confined to one thread.
class CurlClient final : public Client {
 public:
  explicit CurlClient(ClientTls tls = {});
  ~CurlClient() override;

  Result<ClientResponse> send(const ClientRequest& request, const std::stop_token& stop) override;

 private:
  struct EasyHandle;
  const ClientTls tls_;
  std::unique_ptr<EasyHandle> handle_;
};

}  // namespace penstock::http
