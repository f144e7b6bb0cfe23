#pragma once

#include <chrono>
#include <string>

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
  const KeyedCertificate* issuer = nullptr;    ///< None: it vouches for itself.
  const KeyedCertificate* same_key = nullptr;  ///< Whose key it has; none: a new one.
};

/// With an elliptic key, as that is made at once.
KeyedCertificate make_certificate(const CertificateRecipe& recipe = {});

}  // namespace penstock::testing
