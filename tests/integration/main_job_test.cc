// The main job, on the Northwind data: documents imported by the command line become rows in
// PostgreSQL, MariaDB and SQLite and documents of another database, and later changes follow.
#include <cmath>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "app/client/etl_status.h"
#include "app/client/server_client.h"
#include "app/client/wait.h"
#include "app/demo/demo_tasks.h"
#include "base/clock.h"
#include "etl/sql/driver/driver.h"
#include "http/curl_client.h"
#include "support/assertions.h"
#include "support/mariadb_server.h"
#include "support/postgres_server.h"
#include "support/program.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace penstock {
namespace {

namespace json = boost::json;
using ::testing::HasSubstr;
using testing::must;

constexpr std::string_view kDatabase = "northwind";
constexpr std::string_view kHelpdesk = "helpdesk";
constexpr std::chrono::seconds kDeliveryLimit{60};

std::string northwind_file() {
  return std::string(PENSTOCK_SOURCE_DIR) + "/../shared/data/northwind/northwind.jsonl";
}

/// A relational database, reached by the server through its connection string and by the test
/// directly.
class SqlTarget {
 public:
  virtual ~SqlTarget() = default;
  virtual json::object connection_string() const = 0;
  virtual std::unique_ptr<etl::sql::Driver> driver() const = 0;
};

class SqliteTarget final : public SqlTarget {
 public:
  explicit SqliteTarget(std::filesystem::path folder) : folder_(std::move(folder)) {}

  json::object connection_string() const override {
    return {{"FactoryName", "Sqlite"}, {"ConnectionString", kText}};
  }
  std::unique_ptr<etl::sql::Driver> driver() const override {
    return must(etl::sql::make_driver("Sqlite", kText, {{folder_}, std::nullopt}));
  }

 private:
  static constexpr const char* kText = "Data Source=northwind.sqlite";
  std::filesystem::path folder_;
};

class ServerTarget final : public SqlTarget {
 public:
  ServerTarget(std::string factory, std::string text)
      : factory_(std::move(factory)), text_(std::move(text)) {}

  json::object connection_string() const override {
    return {{"FactoryName", factory_}, {"ConnectionString", text_}};
  }
  std::unique_ptr<etl::sql::Driver> driver() const override {
    return must(etl::sql::make_driver(factory_, text_, {}));
  }

 private:
  std::string factory_;
  std::string text_;
};

constexpr std::string_view kTables = R"(
  create table Orders (Id varchar(200) primary key, Company varchar(200) not null,
    OrderedAt timestamp not null, ShipToCountry varchar(100) not null,
    Total double precision not null);
  create table OrderLines (OrderId varchar(200) not null references Orders (Id),
    Product varchar(200) not null, Quantity integer not null, Price double precision not null);
  create index OrderLinesOfOrder on OrderLines (OrderId);
)";

json::object task(std::string_view name, std::string_view kind, std::string_view connection,
                  std::string_view collection, std::string_view script) {
  return {{"Name", name},
          {"ConnectionStringName", connection},
          {"EtlType", kind},
          {"Transforms", json::array{json::object{{"Name", collection},
                                                  {"Collections", json::array{collection}},
                                                  {"ApplyToAllDocuments", false},
                                                  {"Disabled", false},
                                                  {"Script", script}}}}};
}

class NorthwindTest : public ::testing::Test {
 protected:
  void SetUp() override {
    if (!std::filesystem::exists(northwind_file())) {
      GTEST_SKIP() << "the data set is not here: " << northwind_file();
    }
    server_ = std::make_unique<testing::ServerProcess>(PENSTOCK_BINARY, folder_.path());
    client_ = std::make_unique<app::ServerClient>(http_, server_->url());
    import();
  }

  void import() {
    const auto imported =
        testing::run_program({PENSTOCK_BINARY, "import", northwind_file(), "--server",
                              server_->url(), "--database", std::string(kDatabase), "--create"});
    ASSERT_EQ(imported.exit_code, 0) << imported.errors;
    EXPECT_THAT(imported.output, HasSubstr("1,054 documents stored in 'northwind'"));
  }

  void define(json::object connection, const std::string& kind, json::object definition) {
    connection["Name"] = definition.at("ConnectionStringName");
    connection["Type"] = kind;
    put("/admin/connection-strings", connection);
    put("/admin/etl", definition);
  }

  void put(std::string_view path, const json::object& body) {
    ASSERT_OK(client_->call("PUT", app::ServerClient::database_path(kDatabase) + std::string(path),
                            json::serialize(body)));
  }

  /// Waits until the one task has delivered every change, and expects that nothing failed.
  void await_delivery() {
    std::string state = "no process";
    const auto delivered = app::wait_until(clock_, {}, kDeliveryLimit, [&]() -> Result<bool> {
      const auto processes = TRY(app::fetch_etl_progress(*client_, kDatabase));
      if (processes.size() != 1) return false;
      state = app::describe(processes[0]);
      return processes[0].completed && processes[0].to_process == 0;
    });
    ASSERT_TRUE(delivered.has_value()) << delivered.error().message << "; the task is: " << state;
    for (const auto& process : must(app::fetch_etl_statistics(*client_, kDatabase))) {
      EXPECT_EQ(process.transformation_errors, 0u);
      EXPECT_EQ(process.load_errors, 0u);
    }
  }

  /// The part of a database's change vectors that is its own.
  std::string database_id_of(std::string_view database) {
    const auto answer = must(
        client_->call("GET", app::ServerClient::database_path(database) + std::string("/stats")));
    const std::string vector(answer.at("DatabaseChangeVector").as_string());
    return vector.substr(vector.find('-') + 1);
  }

  testing::TemporaryDirectory folder_;
  std::unique_ptr<testing::ServerProcess> server_;
  http::CurlClient http_;
  std::unique_ptr<app::ServerClient> client_;
  SystemClock clock_;
};

/// A fresh database of a product; null, with the reason, where its server is not installed.
struct Product {
  const char* name;
  std::unique_ptr<SqlTarget> (*make)(const std::string& folder, std::string& why_not);
};

std::unique_ptr<SqlTarget> make_postgres(const std::string&, std::string& why_not) {
  auto* server = testing::PostgresServer::shared();
  why_not = testing::PostgresServer::kMissing;
  if (server == nullptr) return nullptr;
  return std::make_unique<ServerTarget>("Npgsql", server->npgsql_string(server->create_database()));
}

std::unique_ptr<SqlTarget> make_mariadb(const std::string&, std::string& why_not) {
  auto* server = testing::MariadbServer::shared();
  why_not = testing::MariadbServer::kMissing;
  if (server == nullptr) return nullptr;
  return std::make_unique<ServerTarget>("MySqlConnector.MySqlConnectorFactory",
                                        server->connection_string(server->create_database()));
}

std::unique_ptr<SqlTarget> make_sqlite(const std::string& folder, std::string&) {
  return std::make_unique<SqliteTarget>(folder + "/sqlite");
}

class NorthwindToSqlTest : public NorthwindTest, public ::testing::WithParamInterface<Product> {
 protected:
  void SetUp() override {
    NorthwindTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    std::string why_not;
    target_ = GetParam().make(folder_.path(), why_not);
    if (!target_) GTEST_SKIP() << why_not;
    driver_ = target_->driver();
    connection_ = must(driver_->connect(clock_, {}));
    ASSERT_TRUE(connection_->execute(kTables).ok());
    define_task();
    await_delivery();
  }

  void define_task() {
    auto definition = task("orders", "Sql", "warehouse", "Orders", app::kOrdersScript);
    definition["SqlTables"] =
        json::array{json::object{{"TableName", "Orders"}, {"DocumentIdColumn", "Id"}},
                    json::object{{"TableName", "OrderLines"}, {"DocumentIdColumn", "OrderId"}}};
    define(target_->connection_string(), "Sql", std::move(definition));
  }

  double number(const std::string& sql) {
    const auto found = connection_->query(sql);
    if (!found.ok() || found.rows.size() != 1 || !found.rows[0][0]) {
      ADD_FAILURE() << sql << (found.failure ? ": " + found.failure->message : "");
      return std::nan("");
    }
    return std::strtod(found.rows[0][0]->c_str(), nullptr);
  }

  double orders_where(const std::string& condition) {
    return number("select count(*) from Orders where " + condition);
  }
  double lines_where(const std::string& condition) {
    return number("select count(*) from OrderLines where " + condition);
  }

  std::unique_ptr<SqlTarget> target_;
  std::unique_ptr<etl::sql::Driver> driver_;
  std::unique_ptr<etl::sql::Connection> connection_;
};

TEST_P(NorthwindToSqlTest, EveryOrderIsARowWithItsLinesAndTotal) {
  EXPECT_EQ(orders_where("1 = 1"), 830);
  EXPECT_EQ(lines_where("1 = 1"), 2155);
  EXPECT_EQ(std::llround(number("select sum(Total) from Orders") * 100), 126'579'304);
  EXPECT_EQ(orders_where("ShipToCountry = 'Germany'"), 122);
  EXPECT_EQ(orders_where("ShipToCountry = 'USA'"), 122);
}

TEST_P(NorthwindToSqlTest, DeletedOrderLosesItsRowAndItsLines) {
  ASSERT_EQ(orders_where("Id = 'orders/830-A'"), 1);
  ASSERT_GT(lines_where("OrderId = 'orders/830-A'"), 0);

  ASSERT_OK(client_->write(kDatabase, app::delete_command("orders/830-A")));
  await_delivery();

  EXPECT_EQ(orders_where("Id = 'orders/830-A'"), 0);
  EXPECT_EQ(lines_where("OrderId = 'orders/830-A'"), 0);
  EXPECT_EQ(orders_where("1 = 1"), 829);
}

TEST_P(NorthwindToSqlTest, OrderWrittenTwiceStaysOneRow) {
  const auto order = must(client_->load(kDatabase, "orders/1-A"));
  ASSERT_TRUE(order.has_value());

  ASSERT_OK(client_->write(kDatabase, app::put_command("orders/1-A", json::serialize(*order))));
  await_delivery();

  EXPECT_EQ(orders_where("Id = 'orders/1-A'"), 1);
  EXPECT_EQ(lines_where("OrderId = 'orders/1-A'"), 3);
  EXPECT_EQ(orders_where("1 = 1"), 830);
}

INSTANTIATE_TEST_SUITE_P(Products, NorthwindToSqlTest,
                         ::testing::Values(Product{"Postgres", make_postgres},
                                           Product{"Mariadb", make_mariadb},
                                           Product{"Sqlite", make_sqlite}),
                         [](const auto& product) { return std::string(product.param.name); });

TEST_F(NorthwindTest, EmployeesBecomeDocumentsOfAnotherDatabase) {
  ASSERT_OK(client_->create_database(kHelpdesk));
  define({{"Database", kHelpdesk}, {"TopologyDiscoveryUrls", json::array{server_->url()}}}, "Raven",
         task("employees", "Raven", "helpdesk", "Employees", app::kEmployeesScript));
  await_delivery();

  EXPECT_EQ(must(client_->query(kHelpdesk, "from Employees")).size(), 9u);
  const auto anne = must(client_->load(kHelpdesk, "employees/9-A"));
  ASSERT_TRUE(anne.has_value());
  EXPECT_EQ(anne->at("Name"), "Anne Dodsworth");
  EXPECT_EQ(anne->at("BornOn"), 1966);
  EXPECT_EQ(anne->at("Manager"), "Steven Buchanan");
  const auto& metadata = anne->at("@metadata").as_object();
  EXPECT_EQ(metadata.at("@collection"), "Employees");
  const std::string vector(metadata.at("@change-vector").as_string());
  EXPECT_THAT(vector, HasSubstr(database_id_of(kHelpdesk)));
  EXPECT_EQ(vector.find(','), std::string::npos) << vector;
  EXPECT_EQ(vector.find(database_id_of(kDatabase)), std::string::npos) << vector;
}

}  // namespace
}  // namespace penstock
