#include "security/certificate_limits.h"

#include <algorithm>
#include <chrono>

namespace penstock::security {
namespace {

/// Buckets that are full are forgotten then: they are as good as new. If none is, nobody who has
/// none yet is served.
constexpr std::size_t kBucketsMax = 10'000;

}  // namespace

CertificateLimits::CertificateLimits(Options options, const Clock& clock)
    : options_(options), clock_(clock), connections_(std::make_shared<Guarded<Connections>>()) {}

bool CertificateLimits::take_request(const std::string& public_key_pin) {
  if (options_.requests_per_second_max == 0) return true;
  return buckets_.with([&](Buckets& buckets) {
    if (buckets.size() >= kBucketsMax && !buckets.contains(public_key_pin)) {
      forget_full(buckets);
      if (buckets.size() >= kBucketsMax) return false;
    }
    const auto full = static_cast<double>(options_.requests_per_second_max);
    const auto now = clock_.monotonic();
    auto& bucket = buckets.try_emplace(public_key_pin, Bucket{full, now}).first->second;
    bucket = {content(bucket), now};
    if (bucket.requests < 1) return false;
    bucket.requests -= 1;
    return true;
  });
}

CertificateLimits::Connection CertificateLimits::open_connection(
    const std::string& public_key_pin) {
  const bool is_allowed = connections_->with([&](Connections& connections) {
    auto& open = connections[public_key_pin];
    if (options_.connections_max != 0 && open >= options_.connections_max) return false;
    ++open;
    return true;
  });
  if (!is_allowed) return nullptr;
  const auto close = [connections = connections_, public_key_pin](const void*) {
    connections->with([&](Connections& open) {
      const auto found = open.find(public_key_pin);
      if (--found->second == 0) open.erase(found);
    });
  };
  return {this, close};
}

double CertificateLimits::content(const Bucket& bucket) const {
  const std::chrono::duration<double> passed = clock_.monotonic() - bucket.filled;
  const auto full = static_cast<double>(options_.requests_per_second_max);
  return std::min(full, bucket.requests + passed.count() * full);
}

void CertificateLimits::forget_full(Buckets& buckets) const {
  std::erase_if(buckets, [this](const auto& entry) {
    return content(entry.second) >= static_cast<double>(options_.requests_per_second_max);
  });
}

}  // namespace penstock::security
