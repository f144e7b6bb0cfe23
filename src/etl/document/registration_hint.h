#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/client.h"

namespace penstock::etl::document {

/// A client that tells, where another server refuses this one, which certificate to register over
/// there and how. Confined to one thread, as the client it uses.
class RegistrationHint final : public http::Client {
 public:
  /// The thumbprint of the certificate that is shown; empty if none is.
  using Thumbprint = std::function<std::string()>;

  /// `database` is what is written to over there.
  RegistrationHint(std::unique_ptr<http::Client> client, Thumbprint thumbprint,
                   std::string database);

  /// A refusal over https is kForbidden here; any other answer is as it came.
  Result<http::ClientResponse> send(const http::ClientRequest& request,
                                    const std::stop_token& stop) override;

 private:
  Error refusal(const http::ClientResponse& answer) const;

  std::unique_ptr<http::Client> client_;
  Thumbprint thumbprint_;
  std::string database_;
};

}  // namespace penstock::etl::document
