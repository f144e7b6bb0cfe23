#pragma once

#include <chrono>
#include <string>
#include <vector>

#include "base/clock.h"

namespace penstock::testing {

/// A certificate and its key, both as PEM.
struct KeyedCertificate {
  std::string certificate;
  std::string key;
};

/// What a certificate for a test is to be like.
struct CertificateRecipe {
  std::string common_name = "test";
  std::string alternative_names = "IP:127.0.0.1,DNS:localhost";
  WallTime not_before = SystemClock().now() - std::chrono::hours{1};
  WallTime not_after = SystemClock().now() + std::chrono::hours{24 * 365};
  bool is_authority = false;
  const char* curve = "P-256";                 ///< Of a new key.
  std::string extended_usage = "";             ///< "clientAuth"; empty: for anything.
  const KeyedCertificate* issuer = nullptr;    ///< None: it vouches for itself.
  const KeyedCertificate* same_key = nullptr;  ///< Whose key it has; none: a new one.
};

/// With an elliptic key, as that is made at once.
KeyedCertificate make_certificate(const CertificateRecipe& recipe = {});

/// The key of `made` as PEM, encrypted.
std::string encrypted_key(const KeyedCertificate& made, const std::string& passphrase);

/// A PKCS#12 file of `made` (without a key if it has none) and the certificates of `others`.
std::string to_pkcs12(const KeyedCertificate& made, const std::string& passphrase,
                      const std::vector<const KeyedCertificate*>& others = {});

}  // namespace penstock::testing
