#include "etl/sql/driver/mariadb_settings.h"

#include <gtest/gtest.h>

#include "etl/sql/sql_configuration.h"
#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

using Tls = MariadbSettings::Tls;

MariadbSettings parsed(const std::string& text) {
  return testing::must(MariadbSettings::parse(text));
}

TEST(MariadbSettingsTest, UnderstandsWhatPeopleWrite) {
  const auto settings = parsed(
      "Server=db;Port=3307;Database=shop;User Id=me;Pwd='a;b';SSL Mode=VerifyFull;SslCa=/ca.pem;"
      "Connection Timeout=3;Default Command Timeout=7;Maximum Pool Size=5;CharSet=utf8");

  EXPECT_EQ(settings.host, "db");
  EXPECT_EQ(settings.port, 3307);
  EXPECT_EQ(settings.database, "shop");
  EXPECT_EQ(settings.user, "me");
  EXPECT_EQ(settings.password, "a;b");
  EXPECT_EQ(settings.tls, Tls::kVerified);
  EXPECT_EQ(settings.tls_authority, "/ca.pem");
  EXPECT_EQ(settings.connect_timeout_s, 3u);
  EXPECT_EQ(settings.command_timeout_s, 7u);
  EXPECT_EQ(settings.secrets(), std::vector<std::string>{"a;b"});
}

TEST(MariadbSettingsTest, UnderstandsOtherWordsForTheSame) {
  const auto settings = parsed(
      "data source=db;Initial Catalog=shop;UID=me;Password=x;Encrypt=true;Connect Timeout=4");

  EXPECT_EQ(settings.host, "db");
  EXPECT_EQ(settings.database, "shop");
  EXPECT_EQ(settings.user, "me");
  EXPECT_EQ(settings.tls, Tls::kRequired);
  EXPECT_EQ(settings.connect_timeout_s, 4u);
}

TEST(MariadbSettingsTest, TakesAPathForASocket) {
  const auto settings = parsed("Server=/run/mysqld/mysqld.sock;Protocol=unix;Username=me");

  EXPECT_EQ(settings.socket, "/run/mysqld/mysqld.sock");
}

TEST(MariadbSettingsTest, SendsNoPasswordWhereItsOwnIdentitySuffices) {
  const auto settings =
      parsed("Server=/run/mysqld.sock;User Id=me;Password=x;Integrated Security=SSPI");
  EXPECT_TRUE(settings.uses_own_identity);
  EXPECT_EQ(settings.user, "me");
  EXPECT_EQ(settings.password, "");
  EXPECT_NE(parsed("Server=db;IntegratedSecurity=yes").user, "");
  EXPECT_EQ(parsed("Server=db;Integrated Security=false;Password=x").password, "x");
  EXPECT_FALSE(MariadbSettings::parse("Server=db;Integrated Security=perhaps"));
}

TEST(MariadbSettingsTest, AsksForTlsAsFarAsTheTextSays) {
  EXPECT_EQ(parsed("Server=db").tls, Tls::kPreferred);
  EXPECT_EQ(parsed("Server=db;SslMode=prefer").tls, Tls::kPreferred);
  EXPECT_EQ(parsed("Server=db;SslMode=require").tls, Tls::kRequired);
  EXPECT_EQ(parsed("Server=db;SslMode=verify-ca").tls, Tls::kVerified);
  EXPECT_EQ(parsed("Server=db;SslMode=verify-full").tls, Tls::kVerified);
  EXPECT_EQ(parsed("Server=db;SslMode=None").tls, Tls::kOff);
  EXPECT_EQ(parsed("Server=db;ssl-mode=required").tls, Tls::kRequired);
  EXPECT_EQ(parsed("Server=db;SslMode=VerifyCA;UseSSL=yes").tls, Tls::kVerified);
}

TEST(MariadbSettingsTest, RefusesWhatItDoesNotKnowWithoutRepeatingIt) {
  for (const std::string text :
       {"Server=db;Hidden=1", "Server=db;SslMode=hidden", "Server=a,hidden", "hidden",
        "Server=db;Port=hidden", "Server=db;Port=0", "Server=db;Protocol=hidden",
        "Server=me@hidden", "Server=", "Server=db;Certificate File=hidden",
        "Server=db;UseSSL=hidden", "Server=db;Command Timeout=hidden",
        "Server=db;Connect Timeout=-1"}) {
    const auto settings = MariadbSettings::parse(text);
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(settings.error().message.find("idden"), std::string::npos)
        << settings.error().message;
  }
}

TEST(MariadbSettingsTest, IsWhatValidationAsksForUnderEveryName) {
  for (const std::string name :
       {"MySql.Data.MySqlClient", "MySqlConnector.MySqlConnectorFactory", "mysqlconnector"}) {
    EXPECT_OK(validate_connection(name, "Server=db;User Id=me", {}));
    EXPECT_FALSE(validate_connection(name, "Sever=db", {})) << name;
  }
}

}  // namespace
}  // namespace penstock::etl::sql
