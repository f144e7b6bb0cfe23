#include "support/mariadb_server.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <signal.h>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <mysql.h>

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

constexpr const char* kServerProgram = "/usr/sbin/mariadbd";
constexpr const char* kInstallProgram = "/usr/bin/mariadb-install-db";

using Session = std::unique_ptr<MYSQL, decltype(&mysql_close)>;

/// Null if the server does not answer.
Session connect(const MariadbServer& server, const std::string& database) {
  Session session(mysql_init(nullptr), &mysql_close);
  mysql_options(session.get(), MYSQL_SET_CHARSET_NAME, "utf8mb4");
  if (mysql_real_connect(session.get(), nullptr, server.user().c_str(), server.password().c_str(),
                         database.empty() ? nullptr : database.c_str(), 0, server.socket().c_str(),
                         CLIENT_MULTI_STATEMENTS) == nullptr) {
    session.reset();
  }
  return session;
}

SqlRows take_rows(MYSQL* session) {
  SqlRows rows;
  const std::unique_ptr<MYSQL_RES, decltype(&mysql_free_result)> result(mysql_store_result(session),
                                                                        &mysql_free_result);
  if (!result) return rows;
  while (MYSQL_ROW values = mysql_fetch_row(result.get())) {
    const auto* lengths = mysql_fetch_lengths(result.get());
    auto& row = rows.emplace_back();
    for (unsigned int i = 0; i < mysql_num_fields(result.get()); ++i) {
      row.push_back(values[i] == nullptr ? "NULL" : std::string(values[i], lengths[i]));
    }
  }
  return rows;
}

/// Ends the test if a statement fails.
SqlRows run(MYSQL* session, const std::string& sql) {
  SqlRows rows;
  int failed = session == nullptr ? 1 : mysql_real_query(session, sql.data(), sql.size());
  while (failed == 0) {
    rows = take_rows(session);
    failed = mysql_next_result(session);
  }
  if (failed > 0) {
    ADD_FAILURE() << sql << ": " << (session == nullptr ? "no connection" : mysql_error(session));
    std::abort();
  }
  return rows;
}

}  // namespace

MariadbServer* MariadbServer::shared() {
  static const std::unique_ptr<MariadbServer> kServer = start();
  return kServer.get();
}

std::unique_ptr<MariadbServer> MariadbServer::start() {
  if (!fs::exists(kServerProgram) || !fs::exists(kInstallProgram)) return nullptr;
  std::unique_ptr<MariadbServer> server(new MariadbServer);
  if (server->initialise() && server->launch()) return server;
  ADD_FAILURE() << "MariaDB did not start; see " << server->program_.log();
  std::abort();
}

MariadbServer::MariadbServer() : program_("mysql") {}

bool MariadbServer::initialise() const {
  std::ofstream(program_.folder() + "/users.sql")
      << fmt::format("CREATE OR REPLACE USER {}@'%' IDENTIFIED BY '{}';\n", kUser, kPassword)
      << fmt::format("GRANT ALL ON *.* TO {}@'%' WITH GRANT OPTION;\n", kUser);
  return program_.run({kInstallProgram, "--no-defaults", "--datadir=" + program_.folder() + "/data",
                       "--tmpdir=" + program_.folder(), "--auth-root-authentication-method=normal",
                       "--skip-test-db", "--skip-name-resolve", "--cross-bootstrap"});
}

// A starting server deletes what it takes for its own in the folder of temporary tables.
bool MariadbServer::launch() {
  if (port_ == 0) port_ = free_port();
  const auto& folder = program_.folder();
  return program_.launch(
      {kServerProgram, "--no-defaults", "--datadir=" + folder + "/data", "--tmpdir=" + folder,
       "--port=" + std::to_string(port_), "--bind-address=127.0.0.1", "--socket=" + socket(),
       "--init-file=" + folder + "/users.sql", "--skip-name-resolve", "--skip-log-bin",
       "--debug-no-sync", "--character-set-server=utf8mb4", "--innodb-flush-log-at-trx-commit=2",
       "--innodb-flush-method=nosync", "--innodb-buffer-pool-size=64M",
       "--innodb-log-file-size=16M", "--performance-schema=off"},
      SIGKILL, [this] { return connect(*this, "") != nullptr; });
}

void MariadbServer::restart() {
  if (!program_.is_running() && launch()) return;
  ADD_FAILURE() << "MariaDB did not restart";
  std::abort();
}

std::string MariadbServer::create_database() {
  auto name = fmt::format("test_{}", ++databases_);
  query("", "CREATE DATABASE " + name);
  return name;
}

std::string MariadbServer::connection_string(const std::string& database) const {
  return fmt::format("Server=127.0.0.1;Port={};Database={};User Id={};Password='{}'", port_,
                     database, kUser, kPassword);
}

SqlRows MariadbServer::query(const std::string& database, const std::string& sql) const {
  return run(connect(*this, database).get(), sql);
}

std::shared_ptr<void> MariadbServer::hold(const std::string& database,
                                          const std::string& sql) const {
  std::shared_ptr<MYSQL> session = connect(*this, database);
  run(session.get(), sql);
  return session;
}

}  // namespace penstock::testing
