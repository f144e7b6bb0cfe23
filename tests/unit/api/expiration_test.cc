#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;

class ExpirationApiTest : public ApiTest {
 protected:
  ExpirationApiTest() {
    services_.sweep_configured = [this] { ++configured_; };
  }
  http::Response configure(const std::string& feature, const std::string& body) {
    return send("POST", "/databases/shop/admin/" + feature + "/config?raft-request-id=x", body);
  }

  int configured_ = 0;
};

TEST_F(ExpirationApiTest, TheConfigurationsAreStoredAndReadBack) {
  EXPECT_EQ(send("GET", "/databases/shop/expiration/config").status, 404);
  EXPECT_EQ(configure("expiration", R"({"Disabled":false,"DeleteFrequencyInSec":30})").body,
            R"({"RaftCommandIndex":1})");
  EXPECT_EQ(configure("refresh", R"({"Disabled":true,"RefreshFrequencyInSec":null})").body,
            R"({"RaftCommandIndex":2})");
  EXPECT_EQ(send("GET", "/databases/shop/expiration/config").body,
            R"({"Disabled":false,"DeleteFrequencyInSec":30,"MaxItemsToProcess":null})");
  EXPECT_EQ(send("GET", "/databases/shop/refresh/config").body,
            R"({"Disabled":true,"RefreshFrequencyInSec":60,"MaxItemsToProcess":null})");
  EXPECT_EQ(configured_, 2);
}

TEST_F(ExpirationApiTest, WrongConfigurationsAreRefusedAndNothingChanges) {
  for (const auto* body : {"", "[]", R"({"Disabled":"no"})", R"({"DeleteFrequencyInSec":0})",
                           R"({"DeleteFrequencyInSec":1.5})", R"({"MaxItemsToProcess":{}})"}) {
    EXPECT_EQ(configure("expiration", body).status, 400) << body;
  }
  EXPECT_EQ(send("GET", "/databases/shop/expiration/config").status, 404);
  EXPECT_EQ(configured_, 0);
}

TEST_F(ExpirationApiTest, ADocumentWithAWrongTimeIsRefused) {
  const auto response = put("notes/1", R"({"@metadata":{"@expires":"tomorrow"}})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("'@expires' of document notes/1 is not a date"));
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=notes/1").status, 404);
}

}  // namespace
}  // namespace penstock::api
