#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"

namespace penstock::security {

/// An encoded certificate may be this large; those in use have one to four kilobytes.
inline constexpr std::size_t kCertificateBytesMax = std::size_t{64} << 10;

/// An X.509 certificate (RFC 5280): a public key, whose it says it is, and from when until when.
/// Says nothing about who vouches for it. Immutable.
class Certificate {
 public:
  /// The first certificate in a text of PEM blocks. Errors: kInvalidArgument.
  static Result<Certificate> from_pem(std::string_view pem);
  /// Errors: kInvalidArgument, also for bytes behind the certificate.
  static Result<Certificate> from_der(std::string_view der);

  const std::string& der() const { return der_; }
  std::string pem() const;

  /// SHA-1 of the DER in upper-case hexadecimal digits: the name under which clients of the
  /// protocol know a certificate. It names, and decides nothing.
  const std::string& thumbprint() const { return thumbprint_; }

  /// SHA-256 of the public key (its SubjectPublicKeyInfo) in base64, as curl's "sha256//" pins: who
  /// has the same one has the same key, whatever certificate it is in.
  const std::string& public_key_pin() const { return public_key_pin_; }

  /// How strong its key is, in bits as NIST SP 800-57 counts them: 112 for RSA with 2048, 128 for
  /// P-256. 0 for a kind of key that OpenSSL does not know.
  int key_strength() const { return key_strength_; }

  /// Of its subject; empty if that has none. Text of whoever made the certificate.
  const std::string& common_name() const { return common_name_; }

  WallTime not_before() const { return not_before_; }
  WallTime not_after() const { return not_after_; }

  /// From not_before() to not_after(), both included.
  bool is_valid_at(WallTime time) const { return not_before_ <= time && time <= not_after_; }

 private:
  Certificate() = default;

  std::string der_;
  std::string thumbprint_;
  std::string public_key_pin_;
  int key_strength_ = 0;
  std::string common_name_;
  WallTime not_before_;
  WallTime not_after_;
};

}  // namespace penstock::security
