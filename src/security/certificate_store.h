#pragma once

#include <string>
#include <vector>

#include "base/result.h"

namespace penstock::security {

/// Where a CertificateRegistry keeps its records, each a text under the public key it is about.
/// What save() and erase() did is on disk when they return. Thread-safe.
class CertificateStore {
 public:
  virtual ~CertificateStore() = default;

  /// All texts, in any order.
  virtual Result<std::vector<std::string>> load() const = 0;
  virtual Result<void> save(const std::string& public_key_pin, const std::string& record) = 0;
  virtual Result<void> erase(const std::string& public_key_pin) = 0;
};

}  // namespace penstock::security
