#include "integration/sql/sql_product.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <span>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sqlite3.h>

#include "support/cutting_proxy.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

constexpr SqlTraits kPostgresTraits{
    .quote = '"',
    .double_type = "double precision",
    .moment_type = "timestamp with time zone",
    .json_type = "json",
    .text_of_five = "'\"5\"'",
    .row_version = "xmin",
    .has_types = true,
    .names_every_column = false,
    .count_updates =
        "CREATE FUNCTION count_{0}() RETURNS trigger LANGUAGE plpgsql AS"
        " 'BEGIN NEW.Writes := OLD.Writes + 1; RETURN NEW; END';"
        "CREATE TRIGGER count_{0} BEFORE UPDATE ON {0} FOR EACH ROW EXECUTE FUNCTION count_{0}()",
};

constexpr SqlTraits kMariadbTraits{
    .quote = '`',
    .double_type = "double",
    .moment_type = "datetime",
    .json_type = "json",
    .text_of_five = "'\"5\"'",
    .row_version = nullptr,
    .has_types = true,
    .names_every_column = false,
    .count_updates =
        "CREATE TRIGGER count_{0} BEFORE UPDATE ON {0} FOR EACH ROW"
        " SET NEW.Writes = OLD.Writes + 1",
};

constexpr SqlTraits kSqliteTraits{
    .quote = '"',
    .double_type = "double",
    .moment_type = "datetime",
    .json_type = "",
    .text_of_five = "'5'",
    .row_version = nullptr,
    .has_types = false,
    .names_every_column = true,
    .count_updates =
        "CREATE TRIGGER count_{0} AFTER UPDATE OF {1} ON {0} BEGIN"
        " UPDATE {0} SET Writes = Writes + 1 WHERE rowid = NEW.rowid; END",
};

// Its ODBC driver does not tell a number from the same digits as text.
constexpr SqlTraits kOdbcSqliteTraits = [] {
  auto traits = kSqliteTraits;
  traits.text_of_five = "'five'";
  return traits;
}();

/// How a product's server is reached, and what only it understands.
struct PostgresWords {
  using Server = PostgresServer;
  static constexpr const SqlTraits& kTraits = kPostgresTraits;
  static constexpr const char* kFactory = "Npgsql";
  static std::string connection_string(const Server& server, const std::string& database) {
    return server.npgsql_string(database);
  }
  static std::string narrow_string(const Server& server, const std::string& database) {
    return fmt::format("Host=127.0.0.1;Port={0};Database={1};User Id=narrow_{1};Pwd=narrow",
                       server.port(), database);
  }
  // Parameters: the database, a table.
  static constexpr const char* kNarrowUser =
      "CREATE ROLE narrow_{0} LOGIN PASSWORD 'narrow';"
      "GRANT SELECT, INSERT, DELETE ON {1} TO narrow_{0}";
  static constexpr const char* kAllowCheckpoints = "GRANT CREATE ON SCHEMA public TO narrow_{0}";
  static constexpr const char* kOpenSessions =
      "SELECT pid FROM pg_stat_activity WHERE application_name = 'penstock'";
  static constexpr const char* kEndSession = "SELECT pg_terminate_backend({})";
  static constexpr const char* kBlockedSessions = "SELECT FROM pg_locks WHERE NOT granted";
  // The session that first looks for a deadlock gives way.
  static constexpr const char* kInsist = "SET deadlock_timeout = '1h'; BEGIN; {}; COMMIT";
  static constexpr const char* kSlowTable =
      "CREATE TABLE slow (id text);"
      "CREATE FUNCTION wait() RETURNS trigger LANGUAGE plpgsql AS"
      " $$BEGIN PERFORM pg_sleep(600); RETURN NEW; END$$;"
      "CREATE TRIGGER t BEFORE INSERT ON slow FOR EACH ROW EXECUTE FUNCTION wait()";
};

struct MariadbWords {
  using Server = MariadbServer;
  static constexpr const SqlTraits& kTraits = kMariadbTraits;
  static constexpr const char* kFactory = "MySqlConnector.MySqlConnectorFactory";
  static std::string connection_string(const Server& server, const std::string& database) {
    return server.connection_string(database);
  }
  static std::string narrow_string(const Server& server, const std::string& database) {
    return fmt::format("Host=127.0.0.1;Port={0};Database={1};Uid=narrow_{1};Pwd=narrow",
                       server.port(), database);
  }
  static constexpr const char* kNarrowUser =
      "CREATE USER narrow_{0}@'%' IDENTIFIED BY 'narrow';"
      "GRANT SELECT, INSERT, DELETE ON {1} TO narrow_{0}@'%'";
  static constexpr const char* kAllowCheckpoints =
      "GRANT CREATE, SELECT, INSERT, UPDATE ON penstock_etl_checkpoints TO narrow_{0}@'%'";
  static constexpr const char* kOpenSessions =
      "SELECT trx_mysql_thread_id FROM information_schema.innodb_trx";
  static constexpr const char* kEndSession = "KILL {}";
  // Not innodb_trx, which is made anew only when nobody has looked for a while.
  static constexpr const char* kBlockedSessions =
      "SELECT 1 FROM information_schema.global_status"
      " WHERE variable_name = 'INNODB_ROW_LOCK_CURRENT_WAITS' AND variable_value <> '0'";
  // The transaction that has written less gives way.
  static constexpr const char* kInsist =
      "CREATE TABLE ballast (n int); BEGIN; INSERT INTO ballast SELECT seq FROM seq_1_to_1000;"
      "{}; COMMIT";
  static constexpr const char* kSlowTable =
      "CREATE TABLE slow (id varchar(40));"
      "CREATE TRIGGER t BEFORE INSERT ON slow FOR EACH ROW SET @slept = SLEEP(600)";
};

/// Small batches statement by statement, as large ones go.
struct StepwisePostgresWords : PostgresWords {
  static constexpr std::size_t kRequestBytesMax = 0;
};

/// Takes from a MariaDB server's greeting that it runs a statement for arrays of parameters: in the
/// handshake of its protocol, version 10, that is one bit of what MySQL has zeros for.
void take_arrays_away(std::string& greeting) {
  constexpr std::size_t kHeader = 5;           // Length and number of the packet, version.
  constexpr std::size_t kBeforeExtended = 27;  // From the end of the server's name.
  constexpr char kBulkOperations = 1U << 2U;
  const auto extended = greeting.find('\0', kHeader) + 1 + kBeforeExtended;
  ASSERT_LT(extended, greeting.size());
  greeting[extended] = static_cast<char>(greeting[extended] & ~kBulkOperations);
}

struct ArraylessMariadbWords : MariadbWords {
  static std::string connection_string(const Server& server, const std::string& database) {
    static const CuttingProxy kWay(server.port(), take_arrays_away);
    auto text = server.connection_string(database);
    const auto port = std::to_string(server.port());
    return text.replace(text.find(port), port.size(), std::to_string(kWay.port()));
  }
};

/// The same servers through their ODBC drivers.
struct OdbcPostgresWords : PostgresWords {
  static constexpr const char* kFactory = "System.Data.Odbc";
  static std::string connection_string(const Server& server, const std::string& database) {
    return fmt::format(
        "Driver={{PostgreSQL "
        "Unicode}};Server=127.0.0.1;Port={};Database={};Uid=postgres;Pwd={{{}}}",
        server.port(), database, server.password());
  }
  static std::string narrow_string(const Server& server, const std::string& database) {
    return fmt::format(
        "Driver={{PostgreSQL "
        "Unicode}};Server=127.0.0.1;Port={0};Database={1};Uid=narrow_{1};Pwd=narrow",
        server.port(), database);
  }
};

struct OdbcMariadbWords : MariadbWords {
  static constexpr const char* kFactory = "System.Data.Odbc";
  static std::string connection_string(const Server& server, const std::string& database) {
    return fmt::format(
        "Driver={{MariaDB Unicode}};Server=127.0.0.1;Port={};Database={};Uid={};Pwd={{{}}}",
        server.port(), database, server.user(), server.password());
  }
  static std::string narrow_string(const Server& server, const std::string& database) {
    return fmt::format(
        "Driver={{MariaDB "
        "Unicode}};Server=127.0.0.1;Port={0};Database={1};Uid=narrow_{1};Pwd=narrow",
        server.port(), database);
  }
};

template <typename Words>
class ServerProduct final : public SqlServerProduct {
 public:
  explicit ServerProduct(typename Words::Server& server)
      : server_(server), database_(server.create_database()) {}

  const SqlTraits& traits() const override { return Words::kTraits; }
  SqlRows query(const std::string& sql) override { return server_.query(database_, sql); }

  etl::sql::SqlConfiguration configuration() const override {
    etl::sql::SqlConfiguration configuration;
    configuration.factory_name = Words::kFactory;
    configuration.connection_string = Words::connection_string(server_, database_);
    if constexpr (requires { Words::kRequestBytesMax; }) {
      configuration.options.request_bytes_max = Words::kRequestBytesMax;
    }
    return configuration;
  }

  int port() const override { return server_.port(); }
  void crash() override { server_.crash(); }
  void restart() override { server_.restart(); }
  std::shared_ptr<void> hold(const std::string& sql) override {
    return server_.hold(database_, sql);
  }
  void insist(const std::string& sql) override {
    query(fmt::format(fmt::runtime(Words::kInsist), sql));
  }
  void end_sessions() override {
    for (const auto& session : query(Words::kOpenSessions)) {
      query(fmt::format(Words::kEndSession, session[0]));
    }
  }
  etl::sql::SqlConfiguration narrow_configuration(const std::string& table) override {
    query(fmt::format(Words::kNarrowUser, database_, table));
    auto narrow = configuration();
    narrow.connection_string = Words::narrow_string(server_, database_);
    return narrow;
  }
  void allow_checkpoints() override { query(fmt::format(Words::kAllowCheckpoints, database_)); }
  bool has_blocked_session() override { return !query(Words::kBlockedSessions).empty(); }
  void create_slow_table() override { query(Words::kSlowTable); }

 private:
  typename Words::Server& server_;
  std::string database_;
};

class SqliteProduct : public SqlProduct {
 public:
  SqliteProduct() {
    std::string folder = fs::temp_directory_path() / "penstock-sqlite-XXXXXX";
    folder_ = mkdtemp(folder.data());
    sqlite3_open((folder_ / "shop.db").c_str(), &database_);
    sqlite3_busy_timeout(database_, 10'000);
  }

  ~SqliteProduct() override {
    sqlite3_close(database_);
    std::error_code code;
    fs::remove_all(folder_, code);
  }

  const SqlTraits& traits() const override { return kSqliteTraits; }

  SqlRows query(const std::string& sql) override {
    SqlRows rows;
    char* message = nullptr;
    if (sqlite3_exec(database_, sql.c_str(), &SqliteProduct::on_row, &rows, &message) !=
        SQLITE_OK) {
      ADD_FAILURE() << sql << ": " << message;
      std::abort();
    }
    return rows;
  }

  etl::sql::SqlConfiguration configuration() const override {
    etl::sql::SqlConfiguration configuration;
    configuration.factory_name = "Sqlite";
    configuration.connection_string = "Data Source=shop.db";
    configuration.options.sqlite_folder = folder_;
    return configuration;
  }

 protected:
  const fs::path& folder() const { return folder_; }

 private:
  static int on_row(void* rows, int count, char** values, char**) {
    auto& row = static_cast<SqlRows*>(rows)->emplace_back();
    for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "NULL" : values[i]);
    return 0;
  }

  fs::path folder_;
  sqlite3* database_ = nullptr;
};

/// Which file it is stands in an odbc.ini, as connection strings may not say so.
class OdbcSqliteProduct final : public SqliteProduct {
 public:
  OdbcSqliteProduct() {
    const auto settings = folder() / "odbc.ini";
    std::ofstream(settings) << fmt::format("[{}]\nDriver=SQLite3\nDatabase={}\nTimeout=10000\n",
                                           source(), (folder() / "shop.db").string());
    setenv("ODBCINI", settings.c_str(), 1);
  }

  const SqlTraits& traits() const override { return kOdbcSqliteTraits; }

  etl::sql::SqlConfiguration configuration() const override {
    etl::sql::SqlConfiguration configuration;
    configuration.factory_name = "System.Data.Odbc";
    configuration.connection_string = "DSN=" + source();
    return configuration;
  }

 private:
  std::string source() const { return folder().filename(); }
};

template <typename Product>
std::unique_ptr<SqlProduct> make_file(std::string& /*why_not*/) {
  return std::make_unique<Product>();
}

template <typename Words>
std::unique_ptr<SqlProduct> make_server_product(std::string& why_not) {
  if (auto* server = Words::Server::shared())
    return std::make_unique<ServerProduct<Words>>(*server);
  why_not = Words::Server::kMissing;
  return nullptr;
}

struct Maker {
  const char* name;
  bool is_server;
  std::unique_ptr<SqlProduct> (*make)(std::string& why_not);
};

constexpr Maker kMakers[] = {
    {"PostgreSQL", true, make_server_product<PostgresWords>},
    {"MariaDB", true, make_server_product<MariadbWords>},
    {"SQLite", false, make_file<SqliteProduct>},
    {"OdbcPostgreSQL", true, make_server_product<OdbcPostgresWords>},
    {"OdbcMariaDB", true, make_server_product<OdbcMariadbWords>},
    {"OdbcSQLite", false, make_file<OdbcSqliteProduct>},
};

constexpr Maker kVariants[] = {
    {kPostgresInSteps, true, make_server_product<StepwisePostgresWords>},
    {kMariadbWithoutArrays, true, make_server_product<ArraylessMariadbWords>},
};

std::vector<std::string> names_of(std::span<const Maker> makers) {
  std::vector<std::string> names;
  for (const auto& maker : makers) names.emplace_back(maker.name);
  return names;
}

}  // namespace

std::vector<std::string> product_names() { return names_of(kMakers); }

std::vector<std::string> variant_names() { return names_of(kVariants); }

std::vector<std::string> server_product_names() {
  std::vector<std::string> names;
  for (const auto& maker : kMakers) {
    if (maker.is_server) names.emplace_back(maker.name);
  }
  return names;
}

std::unique_ptr<SqlProduct> make_product(const std::string& name, std::string& why_not) {
  for (const auto makers : {std::span<const Maker>(kMakers), std::span<const Maker>(kVariants)}) {
    for (const auto& maker : makers) {
      if (name == maker.name) return maker.make(why_not);
    }
  }
  why_not = "there is no product " + name;
  return nullptr;
}

}  // namespace penstock::testing
