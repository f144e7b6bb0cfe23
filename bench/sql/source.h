#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/clock.h"
#include "documents/database.h"
#include "etl/sql/sql_configuration.h"
#include "etl/task_definition.h"
#include "kv/rocksdb/rocksdb_provider.h"
#include "script/script_host.h"
#include "security/master_keys.h"
#include "support/cpu_times.h"
#include "support/temporary_directory.h"

namespace penstock::bench {

/// A source database full of orders, and how to run a SQL task over it, its script in two worker
/// processes. Ends the program where something fails. Confined to one thread.
class Source {
 public:
  /// `worker_command`: penstock script-worker.
  Source(std::vector<std::string> worker_command, std::uint64_t documents);

  /// Runs the task from the beginning until all is delivered, in batches of at most
  /// `batch_documents`. What is at the destination already is written again. Documents a second.
  double run_task(const etl::sql::SqlConfiguration& configuration, std::size_t batch_documents);

  /// Prints what the runs so far, without the first, took of the processors.
  void print_cpu_times() const;

  std::uint64_t documents() const { return documents_; }

 private:
  void fill(std::uint64_t first);
  void add_cpu_times(const CpuTimes& before);
  /// Another generation knows nothing of the rows that are there.
  etl::Transformation next_generation();

  const std::uint64_t documents_;
  SystemClock clock_;
  const security::MasterKeys keys_ = security::MasterKeys::make();
  testing::TemporaryDirectory folder_;
  std::unique_ptr<kv::rocksdb::RocksdbProvider> provider_;
  std::unique_ptr<documents::Database> database_;
  std::unique_ptr<script::ScriptHost> scripts_;
  std::uint64_t generation_ = 0;
  CpuTimes cpu_times_;
};

}  // namespace penstock::bench
