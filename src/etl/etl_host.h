#pragma once

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "documents/database_registry.h"
#include "etl/backoff.h"
#include "etl/destination_factory.h"
#include "etl/etl_tasks.h"
#include "script/script_host.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// The ETL of all databases of a server. Thread-safe.
class EtlHost {
 public:
  struct Parts {
    documents::Databases& databases;
    script::ScriptHost& scripts;
    Clock& clock;
    const security::MasterKeys& keys;  ///< Seal connection strings.
    DestinationFactory make_destination;
    BatchBuilderLimits limits = {};
    JitterSource jitter;  ///< Called from many threads at once. Empty: none.
  };
  /// The references of `parts` must outlive this object. Starts nothing yet.
  explicit EtlHost(Parts parts);
  ~EtlHost();
  EtlHost(const EtlHost&) = delete;
  EtlHost& operator=(const EtlHost&) = delete;

  /// Starts the tasks of all databases. One whose tasks cannot be read is logged; the others start.
  void start();

  /// The tasks of a database, with its processes running. They keep the database open.
  /// Errors: kNotFound; those of the database; kCancelled after stop().
  Result<std::shared_ptr<EtlTasks>> of(std::string_view database);

  /// Ends the tasks of a database that is about to be deleted.
  void close(std::string_view database);

  /// Calls `visit` for each database whose tasks run.
  void visit(const std::function<void(const documents::Database&, const EtlTasks&)>& visit) const;

  void for_each(const std::function<void(EtlTasks&)>& visit);

  /// Ends all tasks and starts no more. May be called twice.
  void stop();

 private:
  /// The tasks of a database, and what keeps it open meanwhile.
  struct Running {
    std::shared_ptr<documents::Database> database;
    std::unique_ptr<EtlTasks> tasks;
  };

  std::vector<std::shared_ptr<Running>> all_running() const;

  const Parts parts_;
  mutable std::mutex mutex_;  ///< Held while tasks start, so that they start once.
  std::map<std::string, std::shared_ptr<Running>, std::less<>> running_;  ///< By folded name.
  bool stopped_ = false;
};

}  // namespace penstock::etl
