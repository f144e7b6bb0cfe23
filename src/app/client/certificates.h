#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "app/client/server_client.h"
#include "base/result.h"

// The certificates that a server knows. Errors of all: those of ServerClient::call().
namespace penstock::app {

/// What is to be said of a certificate; what is not said stays as it is, or is left to the server.
struct CertificateDescription {
  std::optional<std::string> name = {};
  std::optional<std::string> clearance = {};
  /// By database: "Read", "ReadWrite", "Admin".
  std::optional<std::map<std::string, std::string>> databases = {};
};

/// As the server describes them.
Result<std::vector<boost::json::object>> list_certificates(ServerClient& server);

/// `certificate` is PEM, or DER.
Result<void> add_certificate(ServerClient& server, std::string_view certificate,
                             const CertificateDescription& description);

/// The bytes of a ZIP archive with the key, which the server does not keep.
Result<std::string> generate_certificate(ServerClient& server, std::string_view password,
                                         const CertificateDescription& description);

/// Errors also: kNotFound.
Result<void> edit_certificate(ServerClient& server, std::string_view thumbprint,
                              const CertificateDescription& description);
Result<void> remove_certificate(ServerClient& server, std::string_view thumbprint);

}  // namespace penstock::app
