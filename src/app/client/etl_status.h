#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "app/client/server_client.h"
#include "base/result.h"

// What a server tells about its ETL tasks (protocol, sections 12.4 and 12.5), read for people.
namespace penstock::app {

/// Which processes to look at; without a name, all. Names compare without case.
struct EtlFilter {
  std::string task;
  std::string script;

  bool matches(std::string_view task_name, std::string_view script_name) const;

  /// `Process` has `task` and `script`.
  template <typename Process>
  void keep_matching(std::vector<Process>& processes) const {
    std::erase_if(processes,
                  [&](const Process& process) { return !matches(process.task, process.script); });
  }
};

/// One transformation script of one task, and how far it is.
struct EtlProgress {
  std::string task;
  std::string kind;  ///< "Raven", "Sql".
  std::string script;
  bool completed = false;
  bool disabled = false;
  std::uint64_t to_process = 0;  ///< Documents and deletions (tombstones) that wait.
  bool is_at_least = false;      ///< More may wait than was counted.
  std::uint64_t total = 0;
  double per_second = 0;
  /// The server's own sentence, such as "waiting to retry because ..."; RavenDB gives none.
  std::string description;
  std::vector<std::string> warnings = {};  ///< What should be looked at though it works.
};

/// The counters of one transformation script.
struct EtlStatistics {
  std::string task;
  std::string script;
  std::uint64_t last_etag = 0;
  std::uint64_t transformed = 0;
  std::uint64_t transformation_errors = 0;
  std::uint64_t loaded = 0;
  std::uint64_t load_errors = 0;
  std::string last_error_at;  ///< Empty if there was none.
};

/// One saved task.
struct EtlTask {
  std::string name;
  std::string kind;   ///< "Raven", "Sql".
  std::string state;  ///< "Enabled", "Disabled", "PartiallyEnabled".
  std::string destination;
};

Result<std::vector<EtlProgress>> parse_etl_progress(const boost::json::object& answer);
Result<std::vector<EtlStatistics>> parse_etl_statistics(const boost::json::object& answer);
/// Tasks of other kinds (subscriptions, backups) are left out.
Result<std::vector<EtlTask>> parse_etl_tasks(const boost::json::object& answer);

/// What the process does just now: "up to date", "delivering changes", "disabled", or why it waits.
std::string describe_state(const EtlProgress& progress);

/// The same, and how much is left: "1,200 behind, waiting to retry because ...".
std::string describe(const EtlProgress& progress);

/// "SQL", "documents": what a task of that kind makes.
std::string describe_kind(std::string_view kind);

Result<std::vector<EtlProgress>> fetch_etl_progress(ServerClient& server,
                                                    std::string_view database);
Result<std::vector<EtlStatistics>> fetch_etl_statistics(ServerClient& server,
                                                        std::string_view database);
Result<std::vector<EtlTask>> fetch_etl_tasks(ServerClient& server, std::string_view database);

/// Starts one script from the beginning: all documents are sent again.
Result<void> reset_etl(ServerClient& server, std::string_view database, std::string_view task,
                       std::string_view script);

/// The same, and deletes at the destination what the source no longer has.
Result<void> reset_and_rebuild_etl(ServerClient& server, std::string_view database,
                                   std::string_view task, std::string_view script);

/// Lets one script delete at its destination what the source no longer has.
Result<void> rebuild_etl(ServerClient& server, std::string_view database, std::string_view task,
                         std::string_view script);

}  // namespace penstock::app
