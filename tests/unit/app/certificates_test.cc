// The commands about certificates, on a data folder that no server has open.
#include "app/client/certificates.h"

#include <gmock/gmock.h>

#include "app/client/json_members.h"
#include "app/data_folder_certificates.h"
#include "support/assertions.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace penstock::app {
namespace {

using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using ::testing::SizeIs;

class CertificatesTest : public ::testing::Test {
 protected:
  CertificatesTest() { open(); }

  void open() {
    certificates_.reset();
    certificates_ = must(DataFolderCertificates::open(folder_.path()));
    server_ = std::make_unique<ServerClient>(certificates_->client(), "");
  }

  std::string add(const CertificateDescription& description) {
    must(add_certificate(*server_, testing::make_certificate().certificate, description));
    return text_member(must(list_certificates(*server_)).at(0), "Thumbprint");
  }

  testing::TemporaryDirectory folder_;
  std::unique_ptr<DataFolderCertificates> certificates_;
  std::unique_ptr<ServerClient> server_;
};

TEST_F(CertificatesTest, AreThereAfterTheFolderWasClosed) {
  add({.name = "ann", .clearance = "ClusterAdmin"});
  open();
  const auto listed = must(list_certificates(*server_));
  ASSERT_THAT(listed, SizeIs(1));
  EXPECT_EQ(text_member(listed[0], "Name"), "ann");
  EXPECT_EQ(text_member(listed[0], "SecurityClearance"), "ClusterAdmin");
}

TEST_F(CertificatesTest, AreChangedWhereTheDescriptionSaysSo) {
  const auto thumbprint =
      add({.name = "ann", .clearance = "ValidUser", .databases = {{{"shop", "Read"}}}});
  ASSERT_OK(edit_certificate(*server_, thumbprint, {.databases = {{{"shop", "ReadWrite"}}}}));
  const auto listed = must(list_certificates(*server_));
  EXPECT_EQ(text_member(listed.at(0), "Name"), "ann");
  EXPECT_EQ(text_member(object_member(listed.at(0), "Permissions"), "shop"), "ReadWrite");
  EXPECT_EQ(edit_certificate(*server_, "AB", {}).error().code, ErrorCode::kNotFound);
}

TEST_F(CertificatesTest, AreRemoved) {
  const auto thumbprint = add({.name = "ann", .clearance = "Operator"});
  ASSERT_OK(remove_certificate(*server_, thumbprint));
  EXPECT_THAT(must(list_certificates(*server_)), IsEmpty());
}

TEST_F(CertificatesTest, AreGeneratedAsAnArchive) {
  const auto archive =
      must(generate_certificate(*server_, "secret", {.name = "ann", .clearance = "ClusterAdmin"}));
  EXPECT_THAT(archive, HasSubstr("ann.pem"));
  EXPECT_THAT(must(list_certificates(*server_)), SizeIs(1));
}

TEST_F(CertificatesTest, AreRefusedInWords) {
  const auto refused =
      add_certificate(*server_, "nonsense", {.name = "ann", .clearance = "ClusterAdmin"});
  EXPECT_THAT(refused.error().message, HasSubstr("not a certificate"));
}

TEST_F(CertificatesTest, AreNotReachedInAFolderThatIsInUse) {
  const auto second = DataFolderCertificates::open(folder_.path());
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::kUnavailable);
}

}  // namespace
}  // namespace penstock::app
