#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <unordered_map>

#include "base/clock.h"
#include "base/guarded.h"

namespace penstock::security {

/// Bounds what the holder of one key may ask of a server, so that one client that runs wild leaves
/// room for the others. Keys are named by their pins (Certificate::public_key_pin()). Thread-safe.
class CertificateLimits {
 public:
  struct Options {
    int connections_max = 0;          ///< At once; 0: any number.
    int requests_per_second_max = 0;  ///< In the mean, and in one second at once; 0: any number.
  };

  /// `clock` must outlive this object.
  CertificateLimits(Options options, const Clock& clock);

  /// Whether one more request may be served now; counts it if so.
  bool take_request(const std::string& public_key_pin);

  /// One connection: counted until the last copy goes, which may be after this object's end. Null
  /// if there are too many.
  using Connection = std::shared_ptr<const void>;
  Connection open_connection(const std::string& public_key_pin);

 private:
  /// Fills with time, up to a second's requests.
  struct Bucket {
    double requests;
    MonotonicTime filled;
  };
  using Buckets = std::unordered_map<std::string, Bucket>;
  using Connections = std::unordered_map<std::string, int>;

  /// What is in it by now.
  double content(const Bucket& bucket) const;
  void forget_full(Buckets& buckets) const;

  const Options options_;
  const Clock& clock_;
  Guarded<Buckets> buckets_;
  std::shared_ptr<Guarded<Connections>> connections_;
};

}  // namespace penstock::security
