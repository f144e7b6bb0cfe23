#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/client.h"
#include "security/identity.h"

namespace penstock::http {

/// The answer of a server may be this large.
inline constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;

/// How a client shows who it is and knows a server over https.
struct ClientTls {
  /// What it shows to a server that asks; asked for with each request, as it may be renewed. Null,
  /// or giving null: it shows nothing.
  std::function<std::shared_ptr<const security::Identity>()> identity = {};
  std::string authorities_file = {};  ///< Whom to trust, in PEM. Empty: whom the system trusts.
  /// If set, a server is trusted if it has this key (security::Certificate::public_key_pin), and
  /// only then, whatever its certificate says and whoever vouches for it.
  std::string public_key_pin = {};
  /// If set, a server that has the very key of `identity` gets no request, and this is said.
  std::string own_key_refusal = {};
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
