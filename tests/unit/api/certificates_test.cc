#include "support/certificates.h"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "security/caller.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using security::Caller;
using security::Clearance;
using testing::ApiTest;
using ::testing::HasSubstr;
using testing::make_certificate;
using testing::must;
using ::testing::StartsWith;

constexpr const char* kCertificates = "/admin/certificates";

class CertificatesTest : public ApiTest {
 protected:
  http::Response put_certificate(const std::string& name, const std::string& clearance) {
    const boost::json::object body = {{"Name", name},
                                      {"Certificate", made_.certificate},
                                      {"SecurityClearance", clearance},
                                      {"Permissions", {{"shop", "ReadWrite"}}}};
    return send("PUT", kCertificates, boost::json::serialize(body));
  }

  boost::json::array list(const std::string& query = "") {
    return json(send("GET", kCertificates + query)).at("Results").as_array();
  }

  std::string thumbprint() const {
    return must(security::Certificate::from_pem(made_.certificate)).thumbprint();
  }

  const testing::KeyedCertificate made_ = make_certificate({.common_name = "ann"});
};

TEST_F(CertificatesTest, ListsWhatIsRegistered) {
  EXPECT_EQ(put_certificate("ann", "ValidUser").status, 201);
  const auto results = list("?start=0&pageSize=25");
  ASSERT_EQ(results.size(), 1u);
  const auto& ann = results[0].as_object();
  EXPECT_EQ(ann.at("Name"), "ann");
  EXPECT_EQ(std::string_view(ann.at("Thumbprint").as_string()), thumbprint());
  EXPECT_EQ(ann.at("SecurityClearance"), "ValidUser");
  EXPECT_EQ(ann.at("Permissions"), (boost::json::object{{"shop", "ReadWrite"}}));
  EXPECT_THAT(std::string(ann.at("NotAfter").as_string()), HasSubstr("Z"));
  EXPECT_TRUE(ann.contains("Certificate"));
}

TEST_F(CertificatesTest, FindsOneByItsThumbprintAndSomeByTheirName) {
  put_certificate("ann", "ValidUser");
  EXPECT_EQ(list("?thumbprint=" + thumbprint()).size(), 1u);
  EXPECT_EQ(list("?metadataOnly=true&name=ann").size(), 1u);
  EXPECT_FALSE(list("?metadataOnly=true")[0].as_object().contains("Certificate"));
  EXPECT_EQ(list("?name=bob").size(), 0u);
  EXPECT_EQ(send("GET", "/admin/certificates?thumbprint=AB").status, 404);
}

TEST_F(CertificatesTest, ChangesAndRemovesOne) {
  put_certificate("ann", "ValidUser");
  const boost::json::object edited = {{"Thumbprint", thumbprint()},
                                      {"Name", "Ann"},
                                      {"SecurityClearance", "Operator"},
                                      {"Permissions", nullptr}};
  EXPECT_EQ(send("POST", "/admin/certificates/edit", boost::json::serialize(edited)).status, 204);
  EXPECT_EQ(list()[0].at("Name"), "Ann");
  EXPECT_EQ(list()[0].at("SecurityClearance"), "Operator");
  EXPECT_EQ(send("DELETE", "/admin/certificates?thumbprint=" + thumbprint()).status, 204);
  EXPECT_EQ(list().size(), 0u);
  EXPECT_EQ(send("DELETE", "/admin/certificates?thumbprint=" + thumbprint()).status, 404);
}

TEST_F(CertificatesTest, GeneratesOneWhoseKeyIsShownOnce) {
  const auto generate = [&] {
    return send("POST", "/admin/certificates?raft-request-id=7",
                R"({"Name":"Ann Smith","SecurityClearance":"ValidUser","Permissions":{},
                    "Password":"secret"})");
  };
  const auto first = generate();
  EXPECT_EQ(first.status, 200);
  EXPECT_EQ(http::find_field(first.headers, "Cache-Control"), "no-store");
  EXPECT_THAT(first.body, StartsWith("PK"));
  EXPECT_THAT(first.body, HasSubstr("BEGIN RSA PRIVATE KEY"));
  ASSERT_EQ(list().size(), 1u);
  EXPECT_EQ(list()[0].at("Name"), "Ann Smith");
  EXPECT_NE(generate().body, first.body);
}

TEST_F(CertificatesTest, LetsAnOperatorMakeNoAdministrator) {
  caller_ = Caller::holder("olga", "AB12", {.clearance = Clearance::kOperator});
  const auto refused = put_certificate("ann", "ClusterAdmin");
  EXPECT_EQ(refused.status, 403);
  EXPECT_THAT(text(refused, "Message"), HasSubstr("The clearance Operator may not"));
  EXPECT_EQ(put_certificate("ann", "Operator").status, 201);
}

TEST_F(CertificatesTest, SaysWhoAsks) {
  caller_ =
      Caller::holder("ann", "AB12", {.databases = {{"Shop", security::DatabaseAccess::kRead}}});
  EXPECT_EQ(send("GET", "/certificates/whoami").body,
            R"({"Name":"ann","Thumbprint":"AB12","SecurityClearance":"ValidUser",)"
            R"("Permissions":{"Shop":"Read"}})");
}

}  // namespace
}  // namespace penstock::api
