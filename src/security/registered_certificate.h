#pragma once

#include <memory>
#include <string>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "security/caller.h"
#include "security/certificate.h"

namespace penstock::security {

/// Longest name that a certificate is registered by.
inline constexpr std::size_t kCertificateNameBytesMax = 256;

/// A certificate and what its holder may do. Immutable once it is registered.
struct RegisteredCertificate {
  std::string name;
  Certificate certificate;
  Rights rights;

  /// Reads what to_json() makes, or a client sends to register one (protocol, section 13).
  /// `Certificate` is PEM, or DER or PEM in base64. Errors: kInvalidArgument.
  static Result<RegisteredCertificate> parse(const boost::json::object& object);

  /// As clients are shown it.
  boost::json::object to_json() const;
};

/// The member "Name". Errors: kInvalidArgument.
Result<std::string> parse_certificate_name(const boost::json::object& object);

/// The members "SecurityClearance" and "Permissions". Errors: kInvalidArgument.
Result<Rights> parse_rights(const boost::json::object& object);

/// The member "Permissions".
boost::json::object permissions_json(const Rights& rights);

}  // namespace penstock::security
