#pragma once

#include <functional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::testing {

/// Rows as text; "NULL" for NULL.
using SqlRows = std::vector<std::vector<std::string>>;

/// A database server of this machine's installation and the programs that prepare it. They refuse
/// to run as root: as root, they run as a user of their own. The server ends with the test program,
/// however that ends. Confined to one thread.
class DatabaseProgram {
 public:
  /// `user`: who runs the programs when this is root; "nobody" if there is no such user. Makes a
  /// temporary folder that belongs to that user.
  explicit DatabaseProgram(std::string user);
  /// As crash(), and removes the folder.
  ~DatabaseProgram();
  DatabaseProgram(const DatabaseProgram&) = delete;
  DatabaseProgram& operator=(const DatabaseProgram&) = delete;

  const std::string& folder() const { return folder_; }
  /// Where the programs' words go.
  std::string log() const { return folder_ + "/log"; }

  /// Runs a program to its end. Whether it succeeded.
  bool run(const std::vector<std::string>& command) const;

  /// Starts the server and waits until `is_ready`, for a minute at most. `crash_signal` ends it as
  /// a power cut would. Whether it is ready.
  bool launch(const std::vector<std::string>& command, int crash_signal,
              const std::function<bool()>& is_ready);
  bool is_running() const { return server_ != 0; }

  /// As in a power cut: connections break, nothing is flushed.
  void crash();

 private:
  /// The program gets `death_signal` when this thread ends.
  pid_t start(const std::vector<std::string>& command, int death_signal) const;

  std::string user_;
  std::string folder_;
  pid_t server_ = 0;
  int crash_signal_ = 0;
};

/// A port of 127.0.0.1 that nobody listens on.
int free_port();

}  // namespace penstock::testing
