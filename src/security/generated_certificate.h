#pragma once

#include <chrono>
#include <string>

#include "base/clock.h"
#include "base/result.h"
#include "security/certificate.h"

namespace penstock::security {

/// How long a generated certificate is valid.
inline constexpr std::chrono::years kGeneratedValidity{5};

/// A new client certificate with its key, which is nowhere else.
struct GeneratedCertificate {
  Certificate certificate;
  /// PKCS#1 ("BEGIN RSA PRIVATE KEY"): the only form that the official Node client reads.
  std::string key_pem;
  std::string pkcs12;  ///< Both, under the password.
};

/// Makes one that vouches for itself, with an RSA key of 3072 bits, which takes a part of a second.
/// Errors: kInvalidArgument for a name or a password that cannot be used.
Result<GeneratedCertificate> generate_client_certificate(const std::string& common_name,
                                                         const std::string& password, WallTime now);

/// A ZIP archive for its holder: NAME.pem, certificate and key, and NAME.pfx, the same as PKCS#12.
std::string archive_of(const GeneratedCertificate& generated, const std::string& name);

}  // namespace penstock::security
