#include "security/identity.h"

#include <string>

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/certificates.h"

namespace penstock::security {
namespace {

using testing::encrypted_key;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::must;
using testing::to_pkcs12;
using namespace std::chrono_literals;

std::string refusal_of(const Result<Identity>& identity) {
  return identity ? "none" : identity.error().message;
}

TEST(IdentityTest, IsReadFromPemWithWhatLeadsToItsAuthority) {
  const auto authority = make_certificate({.common_name = "authority", .is_authority = true});
  const auto shop = make_certificate({.common_name = "shop", .issuer = &authority});
  const auto chain = shop.certificate + authority.certificate;
  const auto identity = must(Identity::from_pem(chain, shop.key, ""));
  EXPECT_EQ(identity.certificate().common_name(), "shop");
  EXPECT_EQ(identity.chain(), chain);
  EXPECT_EQ(identity.key(), shop.key);
}

TEST(IdentityTest, MayHaveAllInOneText) {
  const auto shop = make_certificate();
  const auto text = shop.key + shop.certificate;
  EXPECT_EQ(must(Identity::from_pem(text, text, "")).key(), shop.key);
}

TEST(IdentityTest, IsReadFromPkcs12) {
  const auto authority = make_certificate({.common_name = "authority", .is_authority = true});
  const auto shop = make_certificate({.common_name = "shop", .issuer = &authority});
  for (const std::string passphrase : {"", "open sesame"}) {
    const auto file = to_pkcs12(shop, passphrase, {&authority});
    const auto identity = must(Identity::from_pkcs12(file, passphrase));
    EXPECT_EQ(identity.chain(), shop.certificate + authority.certificate);
    EXPECT_EQ(identity.key(), shop.key);
  }
}

TEST(IdentityTest, ReadsAKeyThatIsEncrypted) {
  const auto shop = make_certificate();
  const auto key = encrypted_key(shop, "open sesame");
  EXPECT_EQ(must(Identity::from_pem(shop.certificate, key, "open sesame")).key(), shop.key);
  EXPECT_EQ(refusal_of(Identity::from_pem(shop.certificate, key, "")),
            "the private key needs a passphrase");
  EXPECT_EQ(refusal_of(Identity::from_pem(shop.certificate, key, "please")),
            "the passphrase of the private key is wrong");
}

TEST(IdentityTest, SaysWhatIsWrongWithPem) {
  const auto shop = make_certificate();
  const auto other = make_certificate();
  EXPECT_EQ(refusal_of(Identity::from_pem(shop.certificate, other.key, "")),
            "the private key is not that of the certificate");
  EXPECT_THAT(refusal_of(Identity::from_pem(shop.certificate, shop.certificate, "")),
              HasSubstr("the private key cannot be read"));
  EXPECT_THAT(refusal_of(Identity::from_pem(shop.key, shop.key, "")),
              HasSubstr("not a certificate"));
}

TEST(IdentityTest, SaysWhatIsWrongWithPkcs12) {
  const auto shop = make_certificate();
  const auto file = to_pkcs12(shop, "open sesame");
  EXPECT_EQ(refusal_of(Identity::from_pkcs12(file, "")), "the PKCS#12 file needs a passphrase");
  EXPECT_EQ(refusal_of(Identity::from_pkcs12(file, "please")),
            "the passphrase of the PKCS#12 file is wrong");
  EXPECT_THAT(refusal_of(Identity::from_pkcs12(shop.certificate, "")),
              HasSubstr("not a PKCS#12 file"));
  EXPECT_EQ(refusal_of(Identity::from_pkcs12(to_pkcs12({shop.certificate, ""}, "x"), "x")),
            "the PKCS#12 file holds no private key");
}

TEST(IdentityTest, FitsAServerWhileItsCertificateIsValid) {
  const WallTime now{std::chrono::sys_days{2026y / 11 / 22}};
  const auto refusal = [&](const testing::CertificateRecipe& recipe) {
    const auto made = make_certificate(recipe);
    const auto fits =
        check_for_server(must(Identity::from_pem(made.certificate, made.key, "")), now);
    return fits ? "" : fits.error().message;
  };
  EXPECT_EQ(refusal({.not_before = now, .not_after = now}), "");
  EXPECT_EQ(refusal({.not_before = now - 48h, .not_after = now - 24h}),
            "the certificate expired at 2026-11-21T00:00:00.0000000Z");
  EXPECT_EQ(refusal({.not_before = now + 24h, .not_after = now + 48h}),
            "the certificate is not valid before 2026-11-23T00:00:00.0000000Z");
  EXPECT_EQ(refusal({.not_before = now, .not_after = now, .extended_usage = "clientAuth"}),
            "the certificate was made for something else than a server");
  EXPECT_EQ(refusal({.not_before = now, .not_after = now, .extended_usage = "serverAuth"}), "");
}

}  // namespace
}  // namespace penstock::security
