#include "api/audit_trail.h"

#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json_member.h"
#include "security/certificate.h"
#include "support/api_in_memory.h"
#include "support/certificates.h"
#include "support/temporary_directory.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using ::penstock::testing::ApiInMemory;
using ::penstock::testing::must;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;

constexpr const char* kConnectionString =
    R"({"Name":"erp","Type":"Sql","FactoryName":"Npgsql","ConnectionString":"Password=p4ssword"})";

/// All endpoints, with what is written of them.
class AuditTrailTest : public ::testing::Test, protected ApiInMemory {
 protected:
  AuditTrailTest() { audit(AuditTrail::Scope::kAdministration); }

  void audit(AuditTrail::Scope scope) {
    trail_ = std::make_unique<AuditTrail>(*log_, clock_, scope);
    handler_ = audited(make_handler(router_, metrics_), *trail_);
  }

  std::string text() const {
    std::ifstream stream(file_);
    return {std::istreambuf_iterator<char>(stream), {}};
  }

  std::vector<json::object> entries() const {
    std::vector<json::object> entries;
    std::ifstream stream(file_);
    for (std::string line; std::getline(stream, line);) {
      entries.push_back(must(parse_json(line)).as_object());
    }
    return entries;
  }

  /// The only one.
  json::object entry() const {
    const auto all = entries();
    EXPECT_THAT(all, SizeIs(1));
    return all.empty() ? json::object() : all.front();
  }

  testing::TemporaryDirectory folder_;
  const std::string file_ = folder_.path() + "/audit.log";
  std::unique_ptr<security::AuditLog> log_ = must(security::AuditLog::open({.file = file_}));
  std::unique_ptr<AuditTrail> trail_;
};

TEST_F(AuditTrailTest, SaysWhoDidWhatWhereWithWhatOutcome) {
  auto put = request("PUT", "/databases/shop/admin/connection-strings");
  put.body = kConnectionString;
  put.remote_address = "10.0.0.7";

  send(std::move(put));

  const auto written = entry();
  EXPECT_EQ(string_member(written, "Who"), "no certificate");
  EXPECT_EQ(string_member(written, "From"), "10.0.0.7");
  EXPECT_EQ(string_member(written, "Method"), "PUT");
  EXPECT_EQ(string_member(written, "Path"), "/databases/shop/admin/connection-strings");
  EXPECT_EQ(string_member(written, "Database"), "shop");
  EXPECT_EQ(string_member(written, "Name"), "erp");
  EXPECT_EQ(written.at("Status"), 201);
  EXPECT_FALSE(string_member(written, "Time").empty());
}

TEST_F(AuditTrailTest, NamesTheHolderOfACertificate) {
  const auto certificate = testing::make_certificate({.common_name = "laptop"}).certificate;
  auto put = request("PUT", "/databases/shop/admin/connection-strings");
  put.client_certificate = std::make_shared<const security::Certificate>(
      must(security::Certificate::from_pem(certificate)));
  const auto thumbprint = put.client_certificate->thumbprint();

  caller_ = security::Caller::stranger("not registered");
  send(put);
  caller_ = security::Caller::holder("ops", thumbprint, {security::Clearance::kOperator});
  send(put);

  const auto all = entries();
  ASSERT_THAT(all, SizeIs(2));
  EXPECT_EQ(string_member(all[0], "Who"), "laptop");
  EXPECT_EQ(all[0].at("Status"), 403);
  EXPECT_EQ(string_member(all[1], "Who"), "ops");
  EXPECT_EQ(string_member(all[1], "Thumbprint"), thumbprint);
}

TEST_F(AuditTrailTest, NothingElseOfABodyIsWritten) {
  send("PUT", "/databases/shop/admin/connection-strings", kConnectionString);

  EXPECT_THAT(text(), Not(HasSubstr("p4ssword")));
}

TEST_F(AuditTrailTest, WhatFailsIsWrittenToo) {
  send("PUT", "/databases/shop/admin/connection-strings", R"({"Name":"erp"})");

  EXPECT_EQ(entry().at("Status"), 400);
}

TEST_F(AuditTrailTest, NamesTheDatabasesThatAreDeleted) {
  send("DELETE", "/admin/databases", R"({"DatabaseNames":["shop","other"]})");

  EXPECT_EQ(string_member(entry(), "Name"), "shop, other");
}

TEST_F(AuditTrailTest, ReadsAndDataAreNotAdministration) {
  send("GET", "/databases/shop/admin/connection-strings");
  send("PUT", "/databases/shop/docs?id=orders/1", "{}");

  EXPECT_THAT(entries(), IsEmpty());
}

TEST_F(AuditTrailTest, AnImportIsAdministrationAsItMayBringTasksAlong) {
  send("POST", "/databases/shop/smuggler/import", "{}");

  EXPECT_EQ(string_member(entry(), "Database"), "shop");
}

TEST_F(AuditTrailTest, EverythingIsWrittenIfOneWants) {
  audit(AuditTrail::Scope::kEverything);

  send("GET", "/databases/shop/docs?id=orders/1");

  EXPECT_EQ(string_member(entry(), "Path"), "/databases/shop/docs");
  EXPECT_THAT(text(), Not(HasSubstr("orders/1")));
}

TEST_F(AuditTrailTest, LineBreaksOfOthersAddNoLines) {
  send("PUT", "/admin/databases?name=a%0Ab", "{}");

  EXPECT_EQ(string_member(entry(), "Name"), "a\nb");
}

}  // namespace
}  // namespace penstock::api
