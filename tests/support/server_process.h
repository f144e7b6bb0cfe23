#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace penstock::testing {

/// A built server, started on a free port of this machine and killed with this object. What cannot
/// be started ends the program with the reason.
class ServerProcess {
 public:
  /// Waits until the server says that it listens.
  ServerProcess(const std::string& binary, const std::string& data_dir,
                const std::vector<std::string>& flags = {},
                const std::string& url = "http://127.0.0.1:0");
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  const std::string& url() const { return url_; }
  pid_t pid() const { return pid_; }

  /// As an operator would, by SIGTERM. Returns the exit code, 128 and the signal if one ended it.
  int stop();

 private:
  void read_url(int output);
  int wait();

  pid_t pid_ = -1;
  std::string url_;
};

}  // namespace penstock::testing
