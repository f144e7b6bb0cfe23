#include "integration/sql/sql_product.h"

#include <cstdlib>
#include <filesystem>

#include <gtest/gtest.h>
#include <sqlite3.h>

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

class PostgresProduct final : public SqlProduct {
 public:
  explicit PostgresProduct(PostgresServer& server)
      : server_(server), database_(server.create_database()) {}

  SqlRows query(const std::string& sql) override { return server_.query(database_, sql); }

  etl::sql::SqlConfiguration configuration() const override {
    etl::sql::SqlConfiguration configuration;
    configuration.factory_name = "Npgsql";
    configuration.connection_string = server_.npgsql_string(database_);
    return configuration;
  }

 private:
  PostgresServer& server_;
  std::string database_;
};

class MariadbProduct final : public SqlProduct {
 public:
  explicit MariadbProduct(MariadbServer& server)
      : server_(server), database_(server.create_database()) {}

  SqlRows query(const std::string& sql) override { return server_.query(database_, sql); }

  etl::sql::SqlConfiguration configuration() const override {
    etl::sql::SqlConfiguration configuration;
    configuration.factory_name = "MySqlConnector.MySqlConnectorFactory";
    configuration.connection_string = server_.connection_string(database_);
    return configuration;
  }

 private:
  MariadbServer& server_;
  std::string database_;
};

class SqliteProduct final : public SqlProduct {
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

 private:
  static int on_row(void* rows, int count, char** values, char**) {
    auto& row = static_cast<SqlRows*>(rows)->emplace_back();
    for (int i = 0; i < count; ++i) row.emplace_back(values[i] == nullptr ? "NULL" : values[i]);
    return 0;
  }

  fs::path folder_;
  sqlite3* database_ = nullptr;
};

}  // namespace

std::unique_ptr<SqlProduct> make_product(const std::string& name, std::string& why_not) {
  if (name == "SQLite") return std::make_unique<SqliteProduct>();
  if (name == "MariaDB") {
    if (auto* server = MariadbServer::shared()) return std::make_unique<MariadbProduct>(*server);
    why_not = MariadbServer::kMissing;
    return nullptr;
  }
  if (auto* server = PostgresServer::shared()) return std::make_unique<PostgresProduct>(*server);
  why_not = PostgresServer::kMissing;
  return nullptr;
}

}  // namespace penstock::testing
