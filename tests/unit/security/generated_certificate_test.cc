#include "security/generated_certificate.h"

#include <gmock/gmock.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>

#include "security/openssl.h"
#include "support/assertions.h"

namespace penstock::security {
namespace {

using ::testing::HasSubstr;
using testing::must;
using ::testing::StartsWith;

constexpr WallTime kNow{std::chrono::days{20'000}};

const GeneratedCertificate& anns() {
  static const auto kMade = must(generate_client_certificate("Ann", "open sesame", kNow));
  return kMade;
}

TEST(GeneratedCertificateTest, HasANameAndFiveYears) {
  EXPECT_EQ(anns().certificate.common_name(), "Ann");
  EXPECT_TRUE(anns().certificate.is_valid_at(kNow));
  EXPECT_TRUE(anns().certificate.is_valid_at(kNow + std::chrono::days{5 * 365}));
  EXPECT_FALSE(anns().certificate.is_valid_at(kNow + std::chrono::days{5 * 366}));
}

TEST(GeneratedCertificateTest, HasItsKeyInTheFormThatTheNodeClientReads) {
  EXPECT_THAT(anns().key_pem, StartsWith("-----BEGIN RSA PRIVATE KEY-----"));
  const auto source = read_from(anns().key_pem);
  const KeyPointer key(PEM_read_bio_PrivateKey(source.get(), nullptr, nullptr, nullptr));
  const auto pem = anns().certificate.pem();
  const X509Pointer certificate(PEM_read_bio_X509(read_from(pem).get(), nullptr, nullptr, nullptr));
  EXPECT_EQ(X509_check_private_key(certificate.get(), key.get()), 1);
}

TEST(GeneratedCertificateTest, OpensAsPkcs12WithItsPasswordOnly) {
  const auto source = read_from(anns().pkcs12);
  const OpenSslPointer<PKCS12, PKCS12_free> bundle(d2i_PKCS12_bio(source.get(), nullptr));
  ASSERT_NE(bundle, nullptr);
  EXPECT_EQ(PKCS12_verify_mac(bundle.get(), "open sesame", -1), 1);
  EXPECT_EQ(PKCS12_verify_mac(bundle.get(), "open", -1), 0);
}

TEST(GeneratedCertificateTest, IsAnotherEachTime) {
  const auto other = must(generate_client_certificate("Ann", "", kNow));
  EXPECT_NE(other.certificate.public_key_pin(), anns().certificate.public_key_pin());
}

TEST(GeneratedCertificateTest, RefusesANameThatNoCertificateCanHave) {
  for (const auto& name : {std::string(), std::string(65, 'x'), std::string("\xff\xfe")}) {
    EXPECT_FALSE(generate_client_certificate(name, "", kNow)) << name;
  }
}

TEST(GeneratedCertificateTest, GoesIntoAnArchiveUnderASafeName) {
  const auto archive = archive_of(anns(), "../Ann's");
  EXPECT_THAT(archive, StartsWith("PK\3\4"));
  EXPECT_THAT(archive, HasSubstr("___Ann_s.pem"));
  EXPECT_THAT(archive, HasSubstr("___Ann_s.pfx"));
  EXPECT_THAT(archive, HasSubstr(anns().key_pem));
}

}  // namespace
}  // namespace penstock::security
