#include "security/access_control.h"

#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::security {
namespace {

constexpr std::size_t kShownNameBytesMax = 200;

/// "The certificate 'ann' (AB12…)": enough to find it by.
std::string named(const Certificate& certificate) {
  return fmt::format("The certificate '{}' ({})",
                     excerpt(certificate.common_name(), kShownNameBytesMax),
                     certificate.thumbprint());
}

/// What is wrong with its dates; nothing if it is valid.
std::string wrong_dates(const Certificate& certificate, WallTime now) {
  if (now < certificate.not_before()) {
    return fmt::format("{} is not valid before {}.", named(certificate),
                       format_wire_time(certificate.not_before()));
  }
  if (!certificate.is_valid_at(now)) {
    return fmt::format("{} has expired: it was valid until {}.", named(certificate),
                       format_wire_time(certificate.not_after()));
  }
  return {};
}

}  // namespace

AccessControl::AccessControl(const CertificateRegistry& registry, const Clock& clock,
                             OwnCertificate own_certificate)
    : registry_(registry), clock_(clock), own_certificate_(std::move(own_certificate)) {}

std::shared_ptr<const Caller> AccessControl::identify(const Certificate* certificate) const {
  if (certificate == nullptr) {
    return Caller::stranger(
        "This server asks for a client certificate, and there was none. An administrator makes one "
        "by 'penstock certificate generate'; a browser shows it when it was imported there.");
  }
  if (auto wrong = wrong_dates(*certificate, clock_.now()); !wrong.empty()) {
    return Caller::stranger(std::move(wrong));
  }
  if (auto caller = find_caller(*certificate)) return caller;
  return Caller::stranger(fmt::format(
      "{} is not registered at this server. An administrator does so by 'penstock certificate "
      "add'.",
      named(*certificate)));
}

std::shared_ptr<const Caller> AccessControl::find_caller(const Certificate& certificate) const {
  const auto own = own_certificate_();
  if (own && own->public_key_pin() == certificate.public_key_pin()) {
    return Caller::holder("Server certificate", own->thumbprint(),
                          {.clearance = Clearance::kClusterAdmin});
  }
  return registry_.find_caller(certificate);
}

}  // namespace penstock::security
