// Certificates as clients show them, or send them to have them registered: DER, PEM, JSON.
#include "security/certificate.h"

#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "security/registered_certificate.h"
#include "support/assertions.h"

namespace penstock::fuzzing {
namespace {

using security::Certificate;
using security::RegisteredCertificate;

void check_certificate(const Result<Certificate>& certificate) {
  check_refusal_of(certificate);
  if (!certificate) return;
  CHECK(is_utf8(certificate->common_name()));
  CHECK(certificate->key_strength() >= 0);
  const auto again = testing::must(Certificate::from_pem(certificate->pem()));
  CHECK(again.der() == certificate->der());
  CHECK(again.public_key_pin() == certificate->public_key_pin());
}

void fuzz_registration(std::string_view input) {
  const auto json = parse_json(input);
  if (!json || !json->is_object()) return;
  const auto registered = RegisteredCertificate::parse(json->get_object());
  check_refusal_of(registered);
  if (!registered) return;
  check_certificate(registered->certificate);
  const auto again = testing::must(RegisteredCertificate::parse(registered->to_json()));
  CHECK(again.name == registered->name && again.rights == registered->rights);
  CHECK(again.certificate.thumbprint() == registered->certificate.thumbprint());
}

}  // namespace

void fuzz_certificate(std::string_view input) {
  check_certificate(Certificate::from_der(input));
  check_certificate(Certificate::from_pem(input));
  fuzz_registration(input);
}

}  // namespace penstock::fuzzing
