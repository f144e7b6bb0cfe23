#pragma once

#include <functional>
#include <memory>

#include "base/clock.h"
#include "security/caller.h"
#include "security/certificate.h"
#include "security/certificate_registry.h"

namespace penstock::security {

/// Says who somebody is by the certificate they showed, and thereby what they may do now: dates
/// and registration are looked at each time. Thread-safe.
class AccessControl {
 public:
  /// The certificate of this server, whose holder is trusted as an administrator; null if it has
  /// none.
  using OwnCertificate = std::function<std::shared_ptr<const Certificate>()>;

  /// The references must outlive this object.
  AccessControl(const CertificateRegistry& registry, const Clock& clock,
                OwnCertificate own_certificate);

  /// `certificate` is null for who showed none. Never null.
  std::shared_ptr<const Caller> identify(const Certificate* certificate) const;

 private:
  std::shared_ptr<const Caller> find_caller(const Certificate& certificate) const;

  const CertificateRegistry& registry_;
  const Clock& clock_;
  const OwnCertificate own_certificate_;
};

}  // namespace penstock::security
