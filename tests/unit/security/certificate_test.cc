#include "security/certificate.h"

#include <chrono>
#include <string>

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/certificates.h"

namespace penstock::security {
namespace {

using ::testing::HasSubstr;
using testing::make_certificate;
using testing::must;
using namespace std::chrono_literals;

/// Made by `openssl req`; what is expected of it is what `openssl x509` and `openssl dgst` say.
constexpr const char* kShop = R"(-----BEGIN CERTIFICATE-----
MIIBpTCCAUugAwIBAgIUTj6lTvYMUlSx0HfRG+a+DtQeLkcwCgYIKoZIzj0EAwIw
KDENMAsGA1UECgwEU2hvcDEXMBUGA1UEAwwOS8Okc2UgJiBTw7ZobmUwHhcNMjYx
MTIyMTA0NDUxWhcNMzYxMTE5MTA0NDUxWjAoMQ0wCwYDVQQKDARTaG9wMRcwFQYD
VQQDDA5Lw6RzZSAmIFPDtmhuZTBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABMAF
FVkFR9Jsxe0S1wUWbRcXsE4fF6PZm0ZEWiIDINbEP1rX1YLM77OdHPcYrdW7X/I2
L3uUQZAfTW2jBXAdrsijUzBRMB0GA1UdDgQWBBSyJZQ+jq3mNv9j+TAjx/LiH2nM
1DAfBgNVHSMEGDAWgBSyJZQ+jq3mNv9j+TAjx/LiH2nM1DAPBgNVHRMBAf8EBTAD
AQH/MAoGCCqGSM49BAMCA0gAMEUCIQCbWyowOTqwEw9fEq33mkPBzxFhgTB3omYe
gRa5lvNpVwIgJ/coA4Qj6+9OYgLGykh49TNQOM3kFLQpYQkW2zyxnWk=
-----END CERTIFICATE-----
)";

TEST(CertificateTest, SaysWhatItsTextHolds) {
  const auto certificate = must(Certificate::from_pem(kShop));
  EXPECT_EQ(certificate.thumbprint(), "865C917194C1970B588DADEA6F2AC055CB94073F");
  EXPECT_EQ(certificate.public_key_pin(), "pY2xoAZckBG0K+1163spN8YLv1wkK3kT02ITVDpWBU4=");
  EXPECT_EQ(certificate.common_name(), "Käse & Söhne");
  EXPECT_EQ(format_wire_time(certificate.not_before()), "2026-11-22T10:44:51.0000000Z");
  EXPECT_EQ(format_wire_time(certificate.not_after()), "2036-11-19T10:44:51.0000000Z");
}

TEST(CertificateTest, IsTheSameFromTextAndFromBytes) {
  const auto certificate = must(Certificate::from_pem(kShop));
  EXPECT_EQ(certificate.pem(), kShop);
  EXPECT_EQ(must(Certificate::from_der(certificate.der())).thumbprint(), certificate.thumbprint());
}

TEST(CertificateTest, IsTheFirstOfAChain) {
  const auto other = make_certificate({.common_name = "authority"});
  EXPECT_EQ(must(Certificate::from_pem(kShop + other.certificate)).common_name(), "Käse & Söhne");
}

TEST(CertificateTest, RenewedWithTheSameKeyItHasTheSamePin) {
  const auto old = make_certificate();
  const auto renewed = make_certificate({.same_key = &old});
  const auto of_other_key = make_certificate();
  const auto pin = [](const auto& made) {
    return must(Certificate::from_pem(made.certificate)).public_key_pin();
  };
  EXPECT_EQ(pin(renewed), pin(old));
  EXPECT_NE(pin(of_other_key), pin(old));
  EXPECT_NE(must(Certificate::from_pem(renewed.certificate)).thumbprint(),
            must(Certificate::from_pem(old.certificate)).thumbprint());
}

TEST(CertificateTest, IsValidBetweenItsDates) {
  const WallTime begin{std::chrono::sys_days{2024y / 2 / 29}};
  const WallTime end{std::chrono::sys_days{2055y / 1 / 1}};  // Beyond the years of two digits.
  const auto made = make_certificate({.not_before = begin, .not_after = end});
  const auto certificate = must(Certificate::from_pem(made.certificate));
  EXPECT_FALSE(certificate.is_valid_at(begin - 1s));
  EXPECT_TRUE(certificate.is_valid_at(begin));
  EXPECT_TRUE(certificate.is_valid_at(end));
  EXPECT_FALSE(certificate.is_valid_at(end + 1s));
}

TEST(CertificateTest, RefusesWhatIsNone) {
  const auto der = must(Certificate::from_pem(kShop)).der();
  for (const std::string& bytes : {std::string(), std::string("x"), der.substr(0, der.size() - 1),
                                   der + "x", std::string(kCertificateBytesMax + 1, 'x')}) {
    const auto refused = Certificate::from_der(bytes);
    ASSERT_FALSE(refused) << bytes.size();
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_THAT(refused.error().message, HasSubstr("not a certificate"));
  }
  EXPECT_FALSE(Certificate::from_pem("-----BEGIN CERTIFICATE-----\nx\n"));
  EXPECT_FALSE(Certificate::from_pem(make_certificate().key));
}

}  // namespace
}  // namespace penstock::security
