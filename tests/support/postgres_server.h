#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/database_program.h"

namespace penstock::testing {

/// A real PostgreSQL server of this machine's installation, in a temporary folder on a free port
/// of 127.0.0.1 and a socket in that folder. Ends with the test program, however that ends.
/// Confined to the thread that started it.
class PostgresServer {
 public:
  /// One server for the whole test program; null where PostgreSQL is not installed.
  static PostgresServer* shared();
  /// What to give GTEST_SKIP() when shared() is null.
  static constexpr const char* kMissing = "PostgreSQL is not installed in /usr/lib/postgresql";

  /// Only benchmarks that compare durable writes want kDurable.
  enum class Commits { kInMemory, kDurable };
  static std::unique_ptr<PostgresServer> start(Commits commits = Commits::kInMemory);

  /// A fresh database; gives its name.
  std::string create_database();

  /// `Host=127.0.0.1;Port=…` with the password of a superuser.
  std::string npgsql_string(const std::string& database) const;
  std::string uri(const std::string& database) const;
  /// Who gets in through the socket as the user of this program, by peer authentication, and who
  /// does not.
  static constexpr const char* kPeer = "penstock_peer";
  static constexpr const char* kStranger = "penstock_stranger";
  const std::string& socket_folder() const { return program_.folder(); }
  int port() const { return port_; }
  std::string password() const { return kPassword; }

  /// Ends the test if a statement fails.
  SqlRows query(const std::string& database, const std::string& sql) const;
  /// The same in a session that lives as long as the result, with the locks that it takes.
  std::shared_ptr<void> hold(const std::string& database, const std::string& sql) const;

  /// As in a power cut: connections break, nothing is flushed. restart() brings it back with all
  /// that was committed.
  void crash() { program_.crash(); }
  void restart();

 private:
  static constexpr const char* kPassword = "s3cr3t word";

  PostgresServer(std::string programs, Commits commits);
  bool initialise() const;
  void let_peers_in() const;
  bool launch();

  DatabaseProgram program_;
  std::string programs_;
  Commits commits_;
  int port_ = 0;
  int databases_ = 0;
};

}  // namespace penstock::testing
