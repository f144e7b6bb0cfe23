#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace penstock::bench {

/// A server on a temporary folder with an empty database "bench". What fails ends the program.
/// Confined to one thread.
class BenchServer {
 public:
  explicit BenchServer(std::string binary);

  const std::string& url() const { return process_->url(); }
  pid_t pid() const { return process_->pid(); }

  /// Sends one request and returns the body of its answer.
  std::string call(const std::string& method, const std::string& path, std::string body = {}) const;

  /// Stores the orders 1 to `documents`.
  void fill(std::uint64_t documents) const;

  /// What was in memory is in files then, and the caches are empty.
  void restart();

 private:
  void start();

  std::string binary_;
  testing::TemporaryDirectory folder_;
  std::optional<testing::ServerProcess> process_;
};

}  // namespace penstock::bench
