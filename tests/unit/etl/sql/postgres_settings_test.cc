#include "etl/sql/driver/postgres_settings.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

std::string value_of(const PostgresSettings& settings, const std::string& keyword) {
  for (const auto& [name, value] : settings.keywords) {
    if (name == keyword) return value;
  }
  return "(absent)";
}

TEST(PostgresSettingsTest, UnderstandsNpgsqlsForm) {
  const auto settings = testing::must(PostgresSettings::parse(
      "Server=db;Port=5433;Database=shop;User Id=me;Pwd='a;b';SSL Mode=VerifyFull;"
      "Search Path=sales, public;Command Timeout=7;Maximum Pool Size=5"));

  EXPECT_EQ(value_of(settings, "host"), "db");
  EXPECT_EQ(value_of(settings, "port"), "5433");
  EXPECT_EQ(value_of(settings, "dbname"), "shop");
  EXPECT_EQ(value_of(settings, "user"), "me");
  EXPECT_EQ(value_of(settings, "password"), "a;b");
  EXPECT_EQ(value_of(settings, "sslmode"), "verify-full");
  EXPECT_EQ(value_of(settings, "options"), "-csearch_path=sales,\\ public");
  EXPECT_EQ(settings.command_timeout_s, 7u);
  EXPECT_EQ(settings.secrets, std::vector<std::string>{"a;b"});
}

TEST(PostgresSettingsTest, SendsNoPasswordWhereItsOwnIdentitySuffices) {
  const auto settings = testing::must(PostgresSettings::parse(
      "Host=/run/postgresql;Username=me;Password=x;Integrated Security=true"));
  EXPECT_EQ(value_of(settings, "password"), "(absent)");
  EXPECT_EQ(value_of(settings, "user"), "me");

  const auto other =
      testing::must(PostgresSettings::parse("Host=db;Password=x;Integrated Security=false"));
  EXPECT_EQ(value_of(other, "password"), "x");
  EXPECT_FALSE(PostgresSettings::parse("Host=db;Integrated Security=perhaps"));
}

TEST(PostgresSettingsTest, TakesPortsFromTheListOfHosts) {
  const auto settings = testing::must(PostgresSettings::parse("Host=a:5433,b,::1;Database=d"));

  EXPECT_EQ(value_of(settings, "host"), "a,b,::1");
  EXPECT_EQ(value_of(settings, "port"), "5433,,");
}

TEST(PostgresSettingsTest, UnderstandsLibpqsForms) {
  const auto uri =
      testing::must(PostgresSettings::parse("postgresql://me:p%40ss@db:5433/shop?sslmode=require"));
  EXPECT_EQ(value_of(uri, "host"), "db");
  EXPECT_EQ(value_of(uri, "password"), "p@ss");
  EXPECT_EQ(uri.secrets, std::vector<std::string>{"p@ss"});

  const auto keywords =
      testing::must(PostgresSettings::parse("host=db dbname=shop user=me password='a;b'"));
  EXPECT_EQ(value_of(keywords, "dbname"), "shop");
  EXPECT_EQ(value_of(keywords, "password"), "a;b");
}

TEST(PostgresSettingsTest, AddsLimitsUnlessTheTextSaysOtherwise) {
  const auto settings = testing::must(PostgresSettings::parse("Host=db;Timeout=3"));

  EXPECT_EQ(value_of(settings, "connect_timeout"), "3");
  EXPECT_EQ(value_of(settings, "keepalives_idle"), "30");
  EXPECT_EQ(value_of(settings, "application_name"), "penstock");
}

TEST(PostgresSettingsTest, RefusesWhatItDoesNotKnowWithoutRepeatingIt) {
  for (const std::string text :
       {"Host=db;Hidden=1", "Host=db;SSL Mode=hidden", "postgresql://u:hidden@[x/db", "hidden",
        "host=db hidden=1", "Host=db;Command Timeout=hidden"}) {
    const auto settings = PostgresSettings::parse(text);
    ASSERT_FALSE(settings) << text;
    EXPECT_EQ(settings.error().message.find("idden"), std::string::npos)
        << settings.error().message;
  }
}

}  // namespace
}  // namespace penstock::etl::sql
