#pragma once

#include <string>
#include <string_view>
#include <utility>

#include "base/clock.h"
#include "base/result.h"
#include "security/certificate.h"

namespace penstock::security {

/// A certificate with its private key, and the certificates that lead from it to its authority: how
/// a server or a client shows who it is. Immutable.
class Identity {
 public:
  /// `certificates` are PEM blocks, its own first; `key` is one, encrypted with `passphrase` or not
  /// at all. Both may be the same text. Errors: kInvalidArgument, saying what is wrong: no
  /// certificate, no key, a key of something else, a wrong passphrase.
  static Result<Identity> from_pem(std::string_view certificates, std::string_view key,
                                   const std::string& passphrase);
  /// Of a PKCS#12 file (RFC 7292). Errors: as above.
  static Result<Identity> from_pkcs12(std::string_view bytes, const std::string& passphrase);

  const Certificate& certificate() const { return certificate_; }
  /// PEM blocks, its own certificate first.
  const std::string& chain() const { return chain_; }
  /// PEM, not encrypted: a secret.
  const std::string& key() const { return key_; }

 private:
  Identity(Certificate certificate, std::string chain, std::string key)
      : certificate_(std::move(certificate)), chain_(std::move(chain)), key_(std::move(key)) {}

  Certificate certificate_;
  std::string chain_;
  std::string key_;
};

/// Whether a server can show itself with `identity`. Errors: kInvalidArgument: expired, not yet
/// valid, or made for something else.
Result<void> check_for_server(const Identity& identity, WallTime now);

}  // namespace penstock::security
