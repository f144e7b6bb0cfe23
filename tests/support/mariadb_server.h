#pragma once

#include <memory>
#include <string>
#include <vector>

#include "support/database_program.h"

namespace penstock::testing {

/// A real MariaDB server of this machine's installation, in a temporary folder on a free port of
/// 127.0.0.1 and a socket in that folder. Ends with the test program, however that ends.
/// Confined to the thread that started it.
class MariadbServer {
 public:
  /// One server for the whole test program; null where MariaDB is not installed.
  static MariadbServer* shared();
  /// What to give GTEST_SKIP() when shared() is null.
  static constexpr const char* kMissing = "MariaDB's server (mariadbd) is not installed";

  /// A fresh database; gives its name.
  std::string create_database();

  /// `Server=127.0.0.1;Port=…` with the password of a user who may do everything.
  std::string connection_string(const std::string& database) const;
  std::string socket() const { return program_.folder() + "/socket"; }
  int port() const { return port_; }
  std::string user() const { return kUser; }
  std::string password() const { return kPassword; }

  /// Ends the test if a statement fails. `database` may be empty.
  SqlRows query(const std::string& database, const std::string& sql) const;
  /// The same in a session that lives as long as the result, with the locks that it takes.
  std::shared_ptr<void> hold(const std::string& database, const std::string& sql) const;

  /// As in a power cut: connections break, nothing is flushed. restart() brings it back with all
  /// that was committed.
  void crash() { program_.crash(); }
  void restart();

 private:
  static constexpr const char* kUser = "shop";
  static constexpr const char* kPassword = "s3cr3t word";

  MariadbServer();
  static std::unique_ptr<MariadbServer> start();
  bool initialise() const;
  bool launch();

  DatabaseProgram program_;
  int port_ = 0;
  int databases_ = 0;
};

}  // namespace penstock::testing
