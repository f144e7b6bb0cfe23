#include "support/postgres_server.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <signal.h>
#include <sstream>
#include <unistd.h>

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <pwd.h>

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

std::string newest_programs() {
  std::vector<std::string> found;
  std::error_code code;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", code)) {
    if (fs::exists(version.path() / "bin/initdb")) found.push_back(version.path() / "bin");
  }
  return found.empty() ? "" : *std::max_element(found.begin(), found.end());
}

using Session = std::unique_ptr<PGconn, decltype(&PQfinish)>;

Session connect(const PostgresServer& server, const std::string& database) {
  const auto text = fmt::format("host={} port={} user=postgres dbname={}", server.socket_folder(),
                                server.port(), database);
  Session session(PQconnectdb(text.c_str()), &PQfinish);
  PQsetNoticeReceiver(
      session.get(), [](void*, const PGresult*) {}, nullptr);
  return session;
}

/// Ends the test if a statement fails.
SqlRows run(PGconn* session, const std::string& sql) {
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(session, sql.c_str()),
                                                             &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    ADD_FAILURE() << sql << ": " << PQerrorMessage(session);
    std::abort();
  }
  SqlRows rows;
  for (int row = 0; row < PQntuples(result.get()); ++row) {
    auto& fields = rows.emplace_back();
    for (int column = 0; column < PQnfields(result.get()); ++column) {
      const bool is_null = PQgetisnull(result.get(), row, column) != 0;
      fields.emplace_back(is_null ? "NULL" : PQgetvalue(result.get(), row, column));
    }
  }
  return rows;
}

}  // namespace

PostgresServer* PostgresServer::shared() {
  static const std::unique_ptr<PostgresServer> kServer = start();
  return kServer.get();
}

std::unique_ptr<PostgresServer> PostgresServer::start(Commits commits) {
  const auto programs = newest_programs();
  if (programs.empty()) return nullptr;
  std::unique_ptr<PostgresServer> server(new PostgresServer(programs, commits));
  if (server->initialise() && server->launch()) return server;
  ADD_FAILURE() << "PostgreSQL did not start; see " << server->program_.log();
  std::abort();
}

PostgresServer::PostgresServer(std::string programs, Commits commits)
    : program_("postgres"), programs_(std::move(programs)), commits_(commits) {}

bool PostgresServer::initialise() const {
  const auto& folder = program_.folder();
  std::ofstream(folder + "/password") << kPassword << '\n';
  const auto initialised =
      program_.run({programs_ + "/initdb", "-D", folder + "/data", "-U", "postgres", "-E", "UTF8",
                    "--locale=C", "--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256",
                    "--pwfile=" + folder + "/password"});
  if (initialised) let_peers_in();
  return initialised;
}

// The first line that fits counts.
void PostgresServer::let_peers_in() const {
  const auto rules = program_.folder() + "/data/pg_hba.conf";
  std::stringstream others;
  others << std::ifstream(rules).rdbuf();
  std::ofstream(rules) << fmt::format("local all {},{} peer map=tests\n", kPeer, kStranger)
                       << others.str();
  std::ofstream(program_.folder() + "/data/pg_ident.conf", std::ios::app)
      << fmt::format("tests {} {}\n", getpwuid(geteuid())->pw_name, kPeer);
}

bool PostgresServer::launch() {
  if (port_ == 0) port_ = free_port();
  const auto& folder = program_.folder();
  const auto connection = fmt::format("host={} port={} user=postgres", folder, port_);
  const bool is_durable = commits_ == Commits::kDurable;
  return program_.launch(
      {programs_ + "/postgres", "-D", folder + "/data", "-p", std::to_string(port_), "-k", folder,
       "-c", "listen_addresses=127.0.0.1", "-c", is_durable ? "fsync=on" : "fsync=off", "-c",
       "max_connections=50", "-c", "log_min_messages=fatal"},
      SIGQUIT, [&connection] { return PQping(connection.c_str()) == PQPING_OK; });
}

void PostgresServer::restart() {
  if (!program_.is_running() && launch()) return;
  ADD_FAILURE() << "PostgreSQL did not restart";
  std::abort();
}

std::string PostgresServer::create_database() {
  auto name = fmt::format("test_{}", ++databases_);
  query("postgres", "CREATE DATABASE " + name);
  return name;
}

std::string PostgresServer::npgsql_string(const std::string& database) const {
  return fmt::format("Host=127.0.0.1;Port={};Database={};Username=postgres;Password='{}'", port_,
                     database, kPassword);
}

std::string PostgresServer::uri(const std::string& database) const {
  return fmt::format("postgresql://postgres:s3cr3t%20word@127.0.0.1:{}/{}", port_, database);
}

SqlRows PostgresServer::query(const std::string& database, const std::string& sql) const {
  return run(connect(*this, database).get(), sql);
}

std::shared_ptr<void> PostgresServer::hold(const std::string& database,
                                           const std::string& sql) const {
  std::shared_ptr<PGconn> session = connect(*this, database);
  run(session.get(), sql);
  return session;
}

}  // namespace penstock::testing
