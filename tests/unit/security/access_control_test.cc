#include "security/access_control.h"

#include <gmock/gmock.h>

#include "support/assertions.h"
#include "support/certificates.h"
#include "support/certificates_in_memory.h"

namespace penstock::security {
namespace {

using std::chrono::hours;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::must;

class AccessControlTest : public ::testing::Test {
 protected:
  Certificate made(testing::CertificateRecipe recipe) {
    recipe.not_before = clock_.now();
    recipe.not_after = clock_.now() + hours{24};
    return must(Certificate::from_pem(make_certificate(recipe).certificate));
  }

  void put(const Certificate& certificate) {
    ASSERT_OK(registry_->put({"ann", certificate, {}}, Clearance::kClusterAdmin));
  }

  std::string refusal(const Certificate* certificate) const {
    const auto caller = access_.identify(certificate);
    return caller->rights() ? "" : caller->refusal(Permission::kRegistered);
  }

  ManualClock clock_;
  testing::CertificatesInMemory store_;
  std::unique_ptr<CertificateRegistry> registry_ = must(CertificateRegistry::open(store_));
  Certificate ann_ = made({.common_name = "ann's"});
  std::shared_ptr<const Certificate> own_;
  AccessControl access_{*registry_, clock_, [this] { return own_; }};
};

TEST_F(AccessControlTest, KnowsTheHolderOfARegisteredCertificate) {
  put(ann_);
  EXPECT_EQ(refusal(&ann_), "");
  EXPECT_EQ(access_.identify(&ann_)->name(), "ann");
}

TEST_F(AccessControlTest, AsksForACertificate) {
  EXPECT_THAT(refusal(nullptr), HasSubstr("asks for a client certificate"));
}

TEST_F(AccessControlTest, NamesACertificateThatIsNotRegistered) {
  EXPECT_THAT(refusal(&ann_), HasSubstr("'ann's' (" + ann_.thumbprint() + ") is not registered"));
}

TEST_F(AccessControlTest, HonoursTheDatesAtEachQuestion) {
  put(ann_);
  clock_.advance(hours{24});
  EXPECT_EQ(refusal(&ann_), "");
  clock_.advance(hours{1});
  EXPECT_THAT(refusal(&ann_), HasSubstr("has expired"));

  const auto later = made({});
  put(later);
  EXPECT_EQ(refusal(&later), "");
}

TEST_F(AccessControlTest, RefusesACertificateBeforeItsTime) {
  const auto early =
      must(Certificate::from_pem(make_certificate({.not_before = clock_.now() + hours{1},
                                                   .not_after = clock_.now() + hours{2}})
                                     .certificate));
  put(early);
  EXPECT_THAT(refusal(&early), HasSubstr("is not valid before"));
  clock_.advance(hours{1});
  EXPECT_EQ(refusal(&early), "");
}

TEST_F(AccessControlTest, TakesARemovalIntoAccountAtOnce) {
  put(ann_);
  EXPECT_EQ(refusal(&ann_), "");
  ASSERT_OK(registry_->remove(ann_.thumbprint(), Clearance::kClusterAdmin));
  EXPECT_THAT(refusal(&ann_), HasSubstr("is not registered"));
}

TEST_F(AccessControlTest, TrustsTheCertificateOfTheServerAsAnAdministrator) {
  own_ = std::make_shared<const Certificate>(ann_);
  EXPECT_TRUE(access_.identify(&ann_)->may(Permission::kAdministerCluster));
  own_ = std::make_shared<const Certificate>(made({}));
  EXPECT_FALSE(access_.identify(&ann_)->may(Permission::kRegistered));
}

}  // namespace
}  // namespace penstock::security
