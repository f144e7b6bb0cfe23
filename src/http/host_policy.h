#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace penstock::http {

/// Decides from the Host and Origin headers who may speak to this server: a web page that a
/// person has open must not drive a server on loopback, be it by a request across origins or by a
/// name that resolves to this machine (DNS rebinding). Immutable.
class HostPolicy {
 public:
  /// Loopback names and addresses, `own_host` and `allowed_hosts` are known. When `own_host` is a
  /// wildcard address, so is any host written as an address: rebinding needs a name. Over TLS every
  /// name is known, as the certificate keeps clients from a server of another name.
  HostPolicy(std::string own_host, std::vector<std::string> allowed_hosts, bool is_secured = false);

  /// Why the request is refused, in a sentence; nothing if it is welcome. The headers as sent.
  std::optional<std::string> refusal(std::optional<std::string_view> host,
                                     std::optional<std::string_view> origin) const;

 private:
  bool is_known(const std::string& host) const;

  std::vector<std::string> hosts_;  ///< In lower case.
  bool any_address_ = false;
  bool any_name_ = false;
};

/// "localhost", "127.0.0.1" and all of its network, "::1".
bool is_loopback_host(std::string_view host);

}  // namespace penstock::http
