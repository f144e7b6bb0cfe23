#pragma once

#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "security/caller.h"
#include "security/certificate_store.h"
#include "security/registered_certificate.h"

namespace penstock::security {

/// The certificates whose holders a server lets in, and what they may do. The public key decides:
/// there is one registration for a key, and a renewed certificate of it counts as the registered
/// one. Thread-safe. Changes are on disk before anybody sees them.
///
/// Nobody gives, changes or takes away more than they have: what makes a change is told the
/// clearance of who asked for it, `by`, and fails with kForbidden if the registration has a higher
/// one before or after.
class CertificateRegistry {
 public:
  /// Beyond, certificates are refused.
  static constexpr std::size_t kCertificatesMax = 10'000;
  /// The least strength of a key that lets anybody in, in bits as Certificate::key_strength().
  static constexpr int kKeyStrengthMin = 112;

  /// Reads all. `store` must outlive this object. Errors: those of the store; kCorruption.
  static Result<std::unique_ptr<CertificateRegistry>> open(CertificateStore& store);

  /// Registers a certificate, in place of one with the same key. Errors: kInvalidArgument: a weak
  /// key; kForbidden; kTooLarge; those of the store.
  Result<void> put(RegisteredCertificate registered, Clearance by);

  /// Errors: kNotFound; kForbidden; those of the store.
  Result<void> edit(std::string_view thumbprint, std::string name, Rights rights, Clearance by);
  Result<void> remove(std::string_view thumbprint, Clearance by);

  /// The holder of the key of `certificate`; null if it is not registered.
  std::shared_ptr<const Caller> find_caller(const Certificate& certificate) const;

  /// By name.
  std::vector<std::shared_ptr<const RegisteredCertificate>> list() const;

 private:
  struct Entry {
    std::shared_ptr<const RegisteredCertificate> registered;
    std::shared_ptr<const Caller> caller;
  };
  using Entries = std::unordered_map<std::string, Entry>;  ///< By public key pin.

  explicit CertificateRegistry(CertificateStore& store) : store_(store) {}

  static Entry make_entry(RegisteredCertificate registered);
  Result<void> check_change(const std::string& public_key_pin, const Clearance* given,
                            Clearance by) const;
  Result<void> save(RegisteredCertificate registered);
  Result<std::shared_ptr<const RegisteredCertificate>> find(std::string_view thumbprint) const;

  CertificateStore& store_;
  std::mutex change_mutex_;  ///< One change at a time, with its write to disk.
  Guarded<Entries> entries_;
};

}  // namespace penstock::security
