#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::testing {

/// Rows as text; "NULL" for NULL.
using SqlRows = std::vector<std::vector<std::string>>;

/// Starts the programs of a database server, which refuse to run as root: as root, they run as a
/// user of their own. Confined to one thread.
class DatabaseProgram {
 public:
  /// `user`: who runs the programs when this is root; "nobody" if there is no such user. Makes a
  /// temporary folder that belongs to that user.
  explicit DatabaseProgram(std::string user);
  /// Removes the folder.
  ~DatabaseProgram();
  DatabaseProgram(const DatabaseProgram&) = delete;
  DatabaseProgram& operator=(const DatabaseProgram&) = delete;

  const std::string& folder() const { return folder_; }
  /// Where the programs' words go.
  std::string log() const { return folder_ + "/log"; }

  /// Runs a program to its end. Whether it succeeded.
  bool run(const std::vector<std::string>& command) const;

  /// Starts a program, which gets `death_signal` when this thread ends. Returns its process id.
  pid_t start(const std::vector<std::string>& command, int death_signal) const;

 private:
  std::string user_;
  std::string folder_;
};

/// A port of 127.0.0.1 that nobody listens on.
int free_port();

}  // namespace penstock::testing
