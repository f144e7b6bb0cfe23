#include <chrono>
#include <thread>

#include <fmt/format.h>

#include "integration/sql/sql_contract.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

// What only ODBC has: drivers and data sources that are installed or not, one way to fail for all
// products. FreeTDS, the driver for SQL Server, is here without a server.
namespace penstock::testing {
namespace {

using etl::sql::test_connection;

constexpr const char* kSecret = "s3cr3t-word";

/// Why a connection string does not work.
Error refusal(const std::string& factory, const std::string& connection_string) {
  SystemClock clock;
  const auto tested = test_connection(factory, connection_string, {}, clock, {});
  if (!tested) return tested.error();
  ADD_FAILURE() << connection_string << " works";
  return {ErrorCode::kInternal, ""};
}

bool tells(const Error& error, const std::string& word) {
  return error.message.find(word) != std::string::npos;
}

TEST(OdbcDestinationTest, SaysWhichDriversThereAre) {
  const auto error = refusal("System.Data.Odbc", "Driver={No Such Driver};Server=db;Pwd=x");

  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_TRUE(tells(error, "No Such Driver")) << error.message;
  EXPECT_TRUE(tells(error, "odbcinst.ini has ")) << error.message;
}

TEST(OdbcDestinationTest, SaysThatADataSourceIsUnknown) {
  const auto error =
      refusal("System.Data.Odbc", fmt::format("DSN=no-such-source;Uid=me;Pwd={}", kSecret));

  EXPECT_EQ(error.code, ErrorCode::kNotFound);
  EXPECT_TRUE(tells(error, "Data source name not found")) << error.message;
  EXPECT_FALSE(tells(error, kSecret)) << error.message;
}

TEST(OdbcDestinationTest, SaysThatSqlServerCannotBeReached) {
  for (const std::string server : {"127.0.0.1,1", "no-such-host.invalid,1433"}) {
    const auto error =
        refusal("Microsoft.Data.SqlClient",
                fmt::format("Server={};Database=shop;User Id=me;Password={};Driver=FreeTDS;"
                            "Connect Timeout=5",
                            server, kSecret));

    EXPECT_EQ(error.code, ErrorCode::kUnavailable) << error.message;
    EXPECT_TRUE(tells(error, "Unable to connect")) << error.message;
    EXPECT_FALSE(tells(error, kSecret)) << error.message;
  }
}

TEST(OdbcDestinationTest, SaysWhyAServerRefusesAndKeepsSecrets) {
  auto* const server = MariadbServer::shared();
  if (server == nullptr) GTEST_SKIP() << MariadbServer::kMissing;
  const auto text = [server](const std::string& database, const std::string& password) {
    return fmt::format(
        "Driver={{MariaDB Unicode}};Server=127.0.0.1;Port={};Database={};Uid={};Pwd={{{}}}",
        server->port(), database, server->user(), password);
  };

  const auto wrong = refusal("System.Data.Odbc", text("mysql", "wrong-word"));
  EXPECT_EQ(wrong.code, ErrorCode::kForbidden) << wrong.message;
  EXPECT_TRUE(tells(wrong, "Access denied")) << wrong.message;
  EXPECT_FALSE(tells(wrong, "wrong-word")) << wrong.message;

  // The database has the name of the password, which the server repeats in its message.
  const auto absent = refusal("System.Data.Odbc", text(server->password(), server->password()));
  EXPECT_FALSE(tells(absent, server->password())) << absent.message;
  EXPECT_TRUE(tells(absent, "Unknown database")) << absent.message;
}

TEST(OdbcDestinationTest, SaysThatThereIsNoDialectForOtherFactories) {
  const auto error = refusal("System.Data.OleDb", "Provider=x");

  EXPECT_EQ(error.code, ErrorCode::kInvalidArgument);
  EXPECT_TRUE(tells(error, "System.Data.Odbc")) << error.message;
}

/// Values through a driver, in arrays of parameters.
class OdbcValuesTest : public SqlFixture, public ::testing::WithParamInterface<std::string> {
 protected:
  void SetUp() override { use_product(GetParam()); }
};

INSTANTIATE_TEST_SUITE_P(Products, OdbcValuesTest,
                         ::testing::Values("OdbcPostgreSQL", "OdbcMariaDB", "OdbcSQLite"),
                         [](const auto& product) { return product.param; });

TEST_P(OdbcValuesTest, StoresLongTextsBesideShortOnes) {
  query("CREATE TABLE Notes (Id varchar(40) PRIMARY KEY, Words text)");
  open({{"Notes", "Id", false}});
  const std::vector<std::size_t> lengths{0, 1, 4'000, 4'001, 30'000, 3, 20'000};
  std::vector<TestDocument> documents;
  for (std::size_t i = 0; i < lengths.size(); ++i) {
    documents.push_back(
        {fmt::format("notes/{}", i),
         {{"Notes", fmt::format(R"({{"Words":"{}"}})", std::string(lengths[i], 'x'))}}});
  }

  load(documents);

  SqlRows expected;
  for (const auto length : lengths) expected.push_back({std::to_string(length)});
  EXPECT_EQ(query("SELECT length(Words) FROM Notes ORDER BY Id"), expected);
}

TEST_P(OdbcValuesTest, KeepsDigitsThatADoubleCannotHold) {
  query("CREATE TABLE Sums (Id varchar(40) PRIMARY KEY, Exact decimal(30,10), Big bigint)");
  open({{"Sums", "Id", false}});

  load({{"s/1",
         {{"Sums", R"({"Exact":12345678901234567890.0123456789,"Big":9223372036854775807})"}}},
        {"s/2", {{"Sums", R"({"Exact":1.5e3,"Big":-9223372036854775808})"}}}});

  EXPECT_TRUE(errors_.recorded.empty());
  EXPECT_EQ(query("SELECT Big FROM Sums ORDER BY Id"),
            (SqlRows{{"9223372036854775807"}, {"-9223372036854775808"}}));
  if (!product_->traits().has_types) return;  // Its decimals are doubles.
  EXPECT_EQ(query("SELECT Exact FROM Sums ORDER BY Id"),
            (SqlRows{{"12345678901234567890.0123456789"}, {"1500.0000000000"}}));
}

TEST_P(OdbcValuesTest, StoresMomentsInUtc) {
  query("CREATE TABLE Visits (Id varchar(40) PRIMARY KEY, At timestamp, On_ date)");
  open({{"Visits", "Id", false}});

  load({{"v/1", {{"Visits", R"({"At":"2020-01-02T01:04:05.0000000+02:00","On_":"2020-01-02"})"}}}});

  EXPECT_TRUE(errors_.recorded.empty());
  const auto rows = query("SELECT At, On_ FROM Visits");
  ASSERT_EQ(rows.size(), 1u);
  if (product_->traits().has_types) {  // Else a text stays as it is.
    EXPECT_EQ(rows[0][0].substr(0, 19), "2020-01-01 23:04:05");
  }
  EXPECT_EQ(rows[0][1], "2020-01-02");
}

}  // namespace
}  // namespace penstock::testing
