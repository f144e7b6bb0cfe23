#include "etl/sql/driver/odbc_settings.h"

#include <gtest/gtest.h>

#include "etl/sql/sql_configuration.h"
#include "support/assertions.h"

namespace penstock::etl::sql {
namespace {

using testing::must;

std::string sql_server(const std::string& text) {
  return must(OdbcSettings::parse_sql_server(text)).connection_text("D");
}

TEST(OdbcSettingsTest, PassesOnWhatOdbcDriversTake) {
  const auto settings = must(OdbcSettings::parse_odbc(
      "Driver={MariaDB Unicode};SERVER=db;port=3307;Database=shop;Uid=me;"
      "Pwd={a;b}}c};SSLMode=require;Connection Timeout=3;CommandTimeout=7"));

  EXPECT_EQ(settings.drivers, std::vector<std::string>{"MariaDB Unicode"});
  EXPECT_EQ(settings.connection_text("MariaDB Unicode"),
            "Driver={MariaDB Unicode};Server=db;Port=3307;Database=shop;UID=me;PWD={a;b}}c};"
            "SSLmode=require;FORCETLS=1;SSLVERIFY=0;Encryption=require;Encrypt=yes;"
            "TrustServerCertificate=yes;");
  EXPECT_EQ(settings.connect_timeout_s, 3u);
  EXPECT_EQ(settings.command_timeout_s, 7u);
  EXPECT_EQ(settings.secrets(), std::vector<std::string>{"a;b}c"});
}

TEST(OdbcSettingsTest, SaysTheModeOfTlsInTheWordsOfEachDriver) {
  const auto odbc = [](const std::string& mode) {
    return must(OdbcSettings::parse_odbc("DSN=d;SslMode=" + mode)).connection_text("");
  };
  EXPECT_EQ(odbc("Prefer"), "DSN=d;SSLmode=prefer;");
  EXPECT_EQ(odbc("verify-full"),
            "DSN=d;SSLmode=verify-full;FORCETLS=1;SSLVERIFY=1;Encryption=require;Encrypt=yes;"
            "TrustServerCertificate=no;");
  EXPECT_EQ(odbc("VerifyCA"),
            "DSN=d;SSLmode=verify-ca;FORCETLS=1;SSLVERIFY=1;Encryption=require;Encrypt=yes;"
            "TrustServerCertificate=no;");
  EXPECT_NE(sql_server("Server=db;SslMode=require").find("Encrypt=yes"), std::string::npos);
  EXPECT_FALSE(OdbcSettings::parse_odbc("DSN=d;SslMode=hidden"));
}

TEST(OdbcSettingsTest, TakesADataSourceByItsName) {
  const auto settings = must(OdbcSettings::parse_odbc("DSN=shop;UID=me;Password=x"));

  EXPECT_TRUE(settings.drivers.empty());
  EXPECT_EQ(settings.connection_text(""), "DSN=shop;UID=me;PWD=x;");
}

// A connection string comes from a client; what may load or write files is the operator's.
TEST(OdbcSettingsTest, RefusesWhatCouldNameFiles) {
  for (const std::string text :
       {"Driver=/tmp/evil.so;Server=x", "Driver={FreeTDS};DumpFile=/tmp/x", "DSN=x;TraceFile=/x",
        "FILEDSN=/tmp/x", "Driver=SQLite3;Database=x.db", "DSN=x;Database=/etc/passwd",
        "Driver={MariaDB Unicode};INITSTMT=DROP TABLE t", "DSN=x;SaveFile=y"}) {
    EXPECT_FALSE(OdbcSettings::parse_odbc(text)) << text;
  }
  EXPECT_FALSE(OdbcSettings::parse_odbc("Server=x;Uid=me"));
  EXPECT_FALSE(OdbcSettings::parse_odbc(""));
}

TEST(OdbcSettingsTest, NeverRepeatsTheTextItRefuses) {
  for (const std::string text :
       {"Server=db;Password=top;secret=x", "Server=top secret@db", "Server=db;Encrypt=top secret",
        "Server=db;Connect Timeout=top secret"}) {
    const auto refused = OdbcSettings::parse_sql_server(text);
    ASSERT_FALSE(refused) << text;
    EXPECT_EQ(refused.error().code, ErrorCode::kInvalidArgument);
    EXPECT_EQ(refused.error().message.find("secret"), std::string::npos) << refused.error().message;
  }
}

TEST(OdbcSettingsTest, UnderstandsWhatPeopleWriteForSqlServer) {
  EXPECT_EQ(sql_server("Server=tcp:db,1433;Initial Catalog=shop;User Id=me;Password='a;b';"
                       "Encrypt=True;TrustServerCertificate=true;MultipleActiveResultSets=True;"
                       "Application Name=penstock"),
            "Driver={D};Server={db,1433};Database=shop;UID=me;PWD={a;b};Encryption=require;"
            "Encrypt=yes;TrustServerCertificate=yes;APP=penstock;");
  EXPECT_EQ(sql_server("Data Source=.\\SQLEXPRESS;Database=shop;Integrated Security=SSPI"),
            "Driver={D};Server=localhost\\SQLEXPRESS;Database=shop;Trusted_Connection=yes;");
  EXPECT_EQ(sql_server("server=(local);uid=me;pwd=x;Encrypt=Optional"),
            "Driver={D};Server=localhost;UID=me;PWD=x;Encryption=request;Encrypt=no;");
  EXPECT_EQ(sql_server("Server=db;Authentication=Active Directory Password;Encrypt=Strict"),
            "Driver={D};Server=db;Authentication=ActiveDirectoryPassword;Encrypt=strict;");
  EXPECT_EQ(must(OdbcSettings::parse_sql_server("Server=db;Connect Timeout=5;Command Timeout=9"))
                .connect_timeout_s,
            5u);
}

TEST(OdbcSettingsTest, SaysWhatItDoesNotTakeForSqlServer) {
  for (const std::string text :
       {"Server=(localdb)\\x", "Server=np:\\\\db\\pipe", "AttachDbFilename=x;Server=db",
        "Database=x", "Server=", "Server=db;Encrypt=maybe"}) {
    EXPECT_FALSE(OdbcSettings::parse_sql_server(text)) << text;
  }
}

TEST(OdbcSettingsTest, UnderstandsWhatPeopleWriteForOracle) {
  const auto text = [](const std::string& written) {
    return must(OdbcSettings::parse_oracle(written)).connection_text("D");
  };

  EXPECT_EQ(text("Data Source=db:1521/shop;User Id=me;Password=x;Pooling=true"),
            "Driver={D};DBQ=db:1521/shop;UID=me;PWD=x;");
  EXPECT_EQ(text("Data Source=(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST=db)(PORT=2484))"
                 "(CONNECT_DATA=(SERVICE_NAME=shop)));User Id=/"),
            "Driver={D};DBQ={(DESCRIPTION=(ADDRESS=(PROTOCOL=tcps)(HOST=db)(PORT=2484))"
            "(CONNECT_DATA=(SERVICE_NAME=shop)))};");
  EXPECT_FALSE(OdbcSettings::parse_oracle("User Id=me;Password=x"));
  EXPECT_FALSE(OdbcSettings::parse_oracle("Data Source=db;DBA Privilege=SYSDBA"));
}

TEST(OdbcSettingsTest, ChoosesTheBestDriverThatIsInstalled) {
  const std::vector<std::string> wanted{"ODBC Driver * for SQL Server", "FreeTDS"};

  EXPECT_EQ(must(choose_driver(wanted, {"FreeTDS", "ODBC Driver 17 for SQL Server",
                                        "ODBC Driver 18 for SQL Server"})),
            "ODBC Driver 18 for SQL Server");
  EXPECT_EQ(must(choose_driver(wanted, {"SQLite3", "FreeTDS"})), "FreeTDS");
  EXPECT_EQ(must(choose_driver({"freetds"}, {"FreeTDS"})), "FreeTDS");

  const auto missing = choose_driver(wanted, {"SQLite3"});
  ASSERT_FALSE(missing);
  EXPECT_EQ(missing.error().code, ErrorCode::kNotFound);
  EXPECT_EQ(missing.error().message,
            "the ODBC driver ODBC Driver * for SQL Server or FreeTDS is not installed on this "
            "server; odbcinst.ini has SQLite3");
}

TEST(OdbcSettingsTest, BelongsToEveryFactoryOfItsKind) {
  EXPECT_OK(validate_connection("System.Data.SqlClient", "Server=db;User Id=me;Password=x", {}));
  EXPECT_OK(validate_connection("microsoft.data.sqlclient", "Server=db;Encrypt=true", {}));
  EXPECT_OK(validate_connection("Oracle.ManagedDataAccess.Client", "Data Source=db/x", {}));
  EXPECT_OK(validate_connection("System.Data.Odbc", "DSN=shop", {}));
}

}  // namespace
}  // namespace penstock::etl::sql
