#include "security/certificate_registry.h"

#include <algorithm>
#include <utility>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "base/json.h"
#include "base/log.h"
#include "base/text.h"

namespace penstock::security {
namespace {

Error not_decodable(const Error& why) {
  return {ErrorCode::kCorruption, "the record of a registered certificate: " + why.message};
}

Result<RegisteredCertificate> decode(const std::string& record) {
  const auto parsed = parse_json(record);
  if (!parsed) return not_decodable(parsed.error());
  if (!parsed->is_object()) return not_decodable(invalid_argument("it is no object"));
  auto registered = RegisteredCertificate::parse(parsed->get_object());
  if (!registered) return not_decodable(registered.error());
  return registered;
}

Result<void> check_key(const Certificate& certificate) {
  const auto strength = certificate.key_strength();
  if (strength >= CertificateRegistry::kKeyStrengthMin) return {};
  return invalid_argument(
      fmt::format("The key of the certificate is too weak: {} bits of strength, and {} are needed, "
                  "as RSA has with 2048 bits.",
                  strength, CertificateRegistry::kKeyStrengthMin));
}

}  // namespace

Result<std::unique_ptr<CertificateRegistry>> CertificateRegistry::open(CertificateStore& store) {
  std::unique_ptr<CertificateRegistry> registry(new CertificateRegistry(store));
  for (const auto& record : TRY(store.load())) {
    auto entry = make_entry(TRY(decode(record)));
    registry->entries_.with([&](Entries& entries) {
      entries[entry.registered->certificate.public_key_pin()] = std::move(entry);
    });
  }
  return registry;
}

Result<void> CertificateRegistry::put(RegisteredCertificate registered, Clearance by) {
  TRY(check_key(registered.certificate));
  const std::lock_guard changing(change_mutex_);
  const auto clearance = registered.rights.clearance;
  TRY(check_change(registered.certificate.public_key_pin(), &clearance, by));
  const bool has_room = entries_.with([&](const Entries& entries) {
    return entries.size() < kCertificatesMax ||
           entries.contains(registered.certificate.public_key_pin());
  });
  if (!has_room) {
    return Error{ErrorCode::kTooLarge,
                 fmt::format("There are {} certificates, which is the limit.", kCertificatesMax)};
  }
  return save(std::move(registered));
}

Result<void> CertificateRegistry::edit(std::string_view thumbprint, std::string name, Rights rights,
                                       Clearance by) {
  const std::lock_guard changing(change_mutex_);
  auto registered = *TRY(find(thumbprint));
  TRY(check_change(registered.certificate.public_key_pin(), &rights.clearance, by));
  registered.name = std::move(name);
  registered.rights = std::move(rights);
  return save(std::move(registered));
}

Result<void> CertificateRegistry::remove(std::string_view thumbprint, Clearance by) {
  const std::lock_guard changing(change_mutex_);
  const auto registered = TRY(find(thumbprint));
  const auto& pin = registered->certificate.public_key_pin();
  TRY(check_change(pin, nullptr, by));
  TRY(store_.erase(pin));
  entries_.with([&](Entries& entries) { entries.erase(pin); });
  log_info("certificate '{}' ({}) removed", registered->name, thumbprint);
  return {};
}

std::shared_ptr<const Caller> CertificateRegistry::find_caller(
    const Certificate& certificate) const {
  return entries_.with([&](const Entries& entries) -> std::shared_ptr<const Caller> {
    const auto found = entries.find(certificate.public_key_pin());
    return found == entries.end() ? nullptr : found->second.caller;
  });
}

std::vector<std::shared_ptr<const RegisteredCertificate>> CertificateRegistry::list() const {
  auto all = entries_.with([](const Entries& entries) {
    std::vector<std::shared_ptr<const RegisteredCertificate>> registered;
    for (const auto& [pin, entry] : entries) registered.push_back(entry.registered);
    return registered;
  });
  std::ranges::sort(all, {}, [](const auto& registered) {
    return std::pair(registered->name, registered->certificate.thumbprint());
  });
  return all;
}

CertificateRegistry::Entry CertificateRegistry::make_entry(RegisteredCertificate registered) {
  auto caller =
      Caller::holder(registered.name, registered.certificate.thumbprint(), registered.rights);
  return {std::make_shared<const RegisteredCertificate>(std::move(registered)), std::move(caller)};
}

/// `given` is the clearance of the registration after the change; null if there is none then.
Result<void> CertificateRegistry::check_change(const std::string& public_key_pin,
                                               const Clearance* given, Clearance by) const {
  const auto former = entries_.with([&](const Entries& entries) {
    const auto found = entries.find(public_key_pin);
    return found == entries.end() ? Clearance::kValidUser
                                  : found->second.registered->rights.clearance;
  });
  const auto highest = given == nullptr ? former : std::max(former, *given);
  if (highest <= by) return {};
  return Error{ErrorCode::kForbidden,
               fmt::format("The clearance {} may not change certificates of the clearance {}.",
                           to_string(by), to_string(highest))};
}

Result<void> CertificateRegistry::save(RegisteredCertificate registered) {
  auto entry = make_entry(std::move(registered));
  const auto& saved = *entry.registered;
  const auto pin = saved.certificate.public_key_pin();
  TRY(store_.save(pin, boost::json::serialize(saved.to_json())));
  log_info("certificate '{}' ({}) registered as {}", saved.name, saved.certificate.thumbprint(),
           to_string(saved.rights.clearance));
  entries_.with([&](Entries& entries) { entries[pin] = std::move(entry); });
  return {};
}

Result<std::shared_ptr<const RegisteredCertificate>> CertificateRegistry::find(
    std::string_view thumbprint) const {
  for (auto& registered : list()) {
    if (equal_ignoring_case(registered->certificate.thumbprint(), thumbprint)) {
      return std::move(registered);
    }
  }
  return not_found(
      fmt::format("There is no certificate with the thumbprint {}.", excerpt(thumbprint, 100)));
}

}  // namespace penstock::security
