#include "security/certificate_registry.h"

#include <gmock/gmock.h>

#include "base/json.h"
#include "base/sha256.h"
#include "support/assertions.h"
#include "support/certificates.h"
#include "support/certificates_in_memory.h"

namespace penstock::security {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::KeyedCertificate;
using testing::make_certificate;
using testing::must;
using ::testing::SizeIs;

constexpr auto kAdministrator = Clearance::kClusterAdmin;

class CertificateRegistryTest : public ::testing::Test {
 protected:
  static RegisteredCertificate registration(const KeyedCertificate& made, std::string name = "ann",
                                            Rights rights = {}) {
    return {std::move(name), must(Certificate::from_pem(made.certificate)), std::move(rights)};
  }

  std::shared_ptr<const Caller> find(const KeyedCertificate& made) const {
    return registry_->find_caller(must(Certificate::from_pem(made.certificate)));
  }

  void restart() { registry_ = must(CertificateRegistry::open(store_)); }

  testing::CertificatesInMemory store_;
  std::unique_ptr<CertificateRegistry> registry_ = must(CertificateRegistry::open(store_));
  KeyedCertificate ann_ = make_certificate({.common_name = "Ann's laptop"});
};

TEST_F(CertificateRegistryTest, RemembersWhatACertificateIsRegisteredFor) {
  const Rights rights{.databases = {{"Shop", DatabaseAccess::kReadWrite}}};
  ASSERT_OK(registry_->put(registration(ann_, "ann", rights), kAdministrator));
  restart();
  const auto caller = find(ann_);
  ASSERT_NE(caller, nullptr);
  EXPECT_EQ(caller->name(), "ann");
  EXPECT_EQ(caller->rights(), rights);
}

TEST_F(CertificateRegistryTest, KnowsNoOtherCertificateOfTheSameName) {
  ASSERT_OK(registry_->put(registration(ann_), kAdministrator));
  EXPECT_EQ(find(make_certificate({.common_name = "Ann's laptop"})), nullptr);
}

TEST_F(CertificateRegistryTest, TakesARenewedCertificateForTheRegisteredOne) {
  ASSERT_OK(registry_->put(registration(ann_), kAdministrator));
  const auto renewed = make_certificate({.common_name = "renewed", .same_key = &ann_});
  ASSERT_NE(find(renewed), nullptr);
  EXPECT_EQ(find(renewed)->name(), "ann");
}

TEST_F(CertificateRegistryTest, HasOneRegistrationForAKey) {
  ASSERT_OK(registry_->put(registration(ann_), kAdministrator));
  const auto renewed = make_certificate({.same_key = &ann_});
  ASSERT_OK(registry_->put(registration(renewed, "ann anew"), kAdministrator));
  restart();
  ASSERT_THAT(registry_->list(), SizeIs(1));
  EXPECT_EQ(find(ann_)->name(), "ann anew");
}

TEST_F(CertificateRegistryTest, RefusesAWeakKey) {
  const auto weak = make_certificate({.curve = "P-192"});
  const auto refused = registry_->put(registration(weak), kAdministrator);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(refused.error().message, HasSubstr("too weak: 80 bits"));
  EXPECT_EQ(find(weak), nullptr);
}

TEST_F(CertificateRegistryTest, ForgetsWhatIsRemoved) {
  ASSERT_OK(registry_->put(registration(ann_), kAdministrator));
  const auto thumbprint = registry_->list().front()->certificate.thumbprint();
  ASSERT_OK(registry_->remove(thumbprint, kAdministrator));
  EXPECT_EQ(find(ann_), nullptr);
  restart();
  EXPECT_THAT(registry_->list(), IsEmpty());
  EXPECT_EQ(registry_->remove(thumbprint, kAdministrator).error().code, ErrorCode::kNotFound);
}

TEST_F(CertificateRegistryTest, ChangesNameAndRights) {
  ASSERT_OK(registry_->put(registration(ann_), kAdministrator));
  const auto thumbprint = registry_->list().front()->certificate.thumbprint();
  ASSERT_OK(
      registry_->edit(thumbprint, "bob", {.clearance = Clearance::kOperator}, kAdministrator));
  EXPECT_EQ(find(ann_)->name(), "bob");
  EXPECT_EQ(find(ann_)->rights()->clearance, Clearance::kOperator);
}

TEST_F(CertificateRegistryTest, ShowsNothingThatIsNotOnDisk) {
  ASSERT_OK(registry_->put(registration(ann_), kAdministrator));
  const auto thumbprint = registry_->list().front()->certificate.thumbprint();
  store_.is_full = true;
  EXPECT_EQ(registry_->remove(thumbprint, kAdministrator).error().code, ErrorCode::kUnavailable);
  EXPECT_NE(find(ann_), nullptr);
  const auto bob = make_certificate();
  EXPECT_FALSE(registry_->put(registration(bob), kAdministrator));
  EXPECT_EQ(find(bob), nullptr);
}

TEST_F(CertificateRegistryTest, LetsNobodyGiveOrTakeMoreThanTheyHave) {
  constexpr auto kOperator = Clearance::kOperator;
  const auto code = [](const Result<void>& outcome) { return outcome.error().code; };
  EXPECT_EQ(code(registry_->put(registration(ann_, "ann", {kAdministrator}), kOperator)),
            ErrorCode::kForbidden);
  ASSERT_OK(registry_->put(registration(ann_, "ann", {kAdministrator}), kAdministrator));
  const auto thumbprint = registry_->list().front()->certificate.thumbprint();
  EXPECT_EQ(code(registry_->put(registration(ann_, "less", {}), kOperator)), ErrorCode::kForbidden);
  EXPECT_EQ(code(registry_->edit(thumbprint, "less", {}, kOperator)), ErrorCode::kForbidden);
  EXPECT_EQ(code(registry_->remove(thumbprint, kOperator)), ErrorCode::kForbidden);
  EXPECT_EQ(find(ann_)->name(), "ann");
  EXPECT_OK(registry_->put(registration(make_certificate(), "bob", {kOperator}), kOperator));
}

TEST_F(CertificateRegistryTest, RefusesToOpenOverWhatItCannotRead) {
  ASSERT_OK(store_.save("key", R"({"Name":"ann"})"));
  const auto opened = CertificateRegistry::open(store_);
  ASSERT_FALSE(opened);
  EXPECT_EQ(opened.error().code, ErrorCode::kCorruption);
}

TEST(RegisteredCertificateTest, ReadsTheCertificateAsPemAndInBase64) {
  const auto made = make_certificate();
  const auto certificate = must(Certificate::from_pem(made.certificate));
  const auto parse = [](const std::string& text) {
    return RegisteredCertificate::parse(
        {{"Name", "ann"}, {"SecurityClearance", "Operator"}, {"Certificate", text}});
  };
  for (const auto& text :
       {made.certificate, to_base64(made.certificate), to_base64(certificate.der())}) {
    EXPECT_EQ(must(parse(text)).certificate.thumbprint(), certificate.thumbprint());
  }
  EXPECT_FALSE(parse("certificate"));
  EXPECT_FALSE(parse(to_base64("certificate")));
}

TEST(RegisteredCertificateTest, SaysWhichMemberIsWrong) {
  const auto certificate = make_certificate().certificate;
  const auto why = [&](std::string_view changed) {
    auto object = must(parse_json(changed)).as_object();
    object.emplace("Name", "ann");
    object.emplace("SecurityClearance", "ValidUser");
    object.emplace("Certificate", certificate);
    const auto parsed = RegisteredCertificate::parse(object);
    return parsed ? "" : parsed.error().message;
  };
  EXPECT_EQ(why(R"({"Permissions":{"shop":"Read","bank":"ReadWrite","x":"Admin"}})"), "");
  EXPECT_EQ(why(R"({"Permissions":null})"), "");
  EXPECT_THAT(why(R"({"Name":""})"), HasSubstr("'Name'"));
  EXPECT_THAT(why(R"({"SecurityClearance":"Boss"})"), HasSubstr("'SecurityClearance'"));
  EXPECT_THAT(why(R"({"Permissions":["shop"]})"), HasSubstr("'Permissions'"));
  EXPECT_THAT(why(R"({"Permissions":{"shop":"Write"}})"), HasSubstr("The access to 'shop'"));
  EXPECT_THAT(why(R"({"Certificate":7})"), HasSubstr("'Certificate'"));
}

}  // namespace
}  // namespace penstock::security
