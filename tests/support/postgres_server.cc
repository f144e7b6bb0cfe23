#include "support/postgres_server.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>
#include <grp.h>
#include <gtest/gtest.h>
#include <libpq-fe.h>
#include <pwd.h>

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStartTimeMax{60};

std::string newest_programs() {
  std::vector<std::string> found;
  std::error_code code;
  for (const auto& version : fs::directory_iterator("/usr/lib/postgresql", code)) {
    if (fs::exists(version.path() / "bin/initdb")) found.push_back(version.path() / "bin");
  }
  return found.empty() ? "" : *std::max_element(found.begin(), found.end());
}

/// PostgreSQL refuses to run as root.
const passwd* other_user() {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam("postgres");
  return user != nullptr ? user : getpwnam("nobody");
}

/// Starts a program as the other user. It gets `death_signal` when this thread ends.
pid_t spawn(const std::vector<std::string>& command, const std::string& log, int death_signal) {
  const passwd* user = other_user();
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, death_signal);
  const int output = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir("/") != 0) _exit(126);
  execv(arguments[0], arguments.data());
  _exit(127);
}

bool run(const std::vector<std::string>& command, const std::string& log) {
  int status = 0;
  const pid_t child = spawn(command, log, SIGKILL);
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

int free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), length) != 0) return 0;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
  close(descriptor);
  return ntohs(address.sin_port);
}

std::string make_folder() {
  std::string folder = fs::temp_directory_path() / "penstock-postgres-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return "";
  if (const passwd* user = other_user()) {
    if (chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) return "";
  }
  return folder;
}

}  // namespace

PostgresServer* PostgresServer::shared() {
  static const std::unique_ptr<PostgresServer> kServer = start();
  return kServer.get();
}

std::unique_ptr<PostgresServer> PostgresServer::start(Commits commits) {
  const auto programs = newest_programs();
  if (programs.empty()) return nullptr;
  std::unique_ptr<PostgresServer> server(new PostgresServer(programs, make_folder(), commits));
  if (server->initialise() && server->launch()) return server;
  ADD_FAILURE() << "PostgreSQL did not start; see " << server->folder_ << "/log";
  std::abort();
}

PostgresServer::PostgresServer(std::string programs, std::string folder, Commits commits)
    : programs_(std::move(programs)), folder_(std::move(folder)), commits_(commits) {}

PostgresServer::~PostgresServer() {
  crash();
  std::error_code code;
  fs::remove_all(folder_, code);
}

bool PostgresServer::initialise() const {
  std::ofstream(folder_ + "/password") << kPassword << '\n';
  return run({programs_ + "/initdb", "-D", folder_ + "/data", "-U", "postgres", "-E", "UTF8",
              "--locale=C", "--no-sync", "--auth-local=trust", "--auth-host=scram-sha-256",
              "--pwfile=" + folder_ + "/password"},
             folder_ + "/log");
}

bool PostgresServer::launch() {
  if (port_ == 0) port_ = free_port();
  const bool is_durable = commits_ == Commits::kDurable;
  process_ = spawn(
      {programs_ + "/postgres", "-D", folder_ + "/data", "-p", std::to_string(port_), "-k", folder_,
       "-c", "listen_addresses=127.0.0.1", "-c", is_durable ? "fsync=on" : "fsync=off", "-c",
       "max_connections=50", "-c", "log_min_messages=fatal"},
      folder_ + "/log", SIGQUIT);
  return wait_until_ready();
}

bool PostgresServer::wait_until_ready() const {
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeMax;
  const auto connection = fmt::format("host={} port={} user=postgres", folder_, port_);
  while (std::chrono::steady_clock::now() < deadline) {
    if (PQping(connection.c_str()) == PQPING_OK) return true;
    if (waitpid(process_, nullptr, WNOHANG) == process_) return false;
    std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  return false;
}

void PostgresServer::crash() {
  if (process_ == 0) return;
  kill(process_, SIGQUIT);
  waitpid(process_, nullptr, 0);
  process_ = 0;
}

void PostgresServer::restart() {
  if (process_ == 0 && launch()) return;
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
  const auto text =
      fmt::format("host={} port={} user=postgres dbname={}", folder_, port_, database);
  const std::unique_ptr<PGconn, decltype(&PQfinish)> connection(PQconnectdb(text.c_str()),
                                                                &PQfinish);
  PQsetNoticeReceiver(
      connection.get(), [](void*, const PGresult*) {}, nullptr);
  const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection.get(), sql.c_str()),
                                                             &PQclear);
  const auto status = PQresultStatus(result.get());
  if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) {
    ADD_FAILURE() << sql << ": " << PQerrorMessage(connection.get());
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

}  // namespace penstock::testing
