#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "base/clock.h"
#include "etl/sql/session_limits.h"
#include "etl/task_definition.h"

namespace penstock::etl::sql {

/// What the server, not the task, says about relational destinations.
struct SqlOptions {
  std::filesystem::path sqlite_folder;             ///< SQLite files lie in it and nowhere else.
  std::chrono::milliseconds slow_statement{3000};  ///< From here on a statement is told of.
  std::chrono::seconds lock_timeout{SessionLimits{}.lock};
  /// A batch of at most so many bytes of rows goes in one request, where a product takes that: what
  /// its bulk path saves of the server's time is less than a round trip then.
  std::size_t request_bytes_max = std::size_t{128} << 10;
};

/// Where a relational destination is and what goes there. Holds secrets: never log it.
struct SqlConfiguration {
  std::string factory_name;  ///< "Npgsql", "MySqlConnector", "Sqlite"; without case.
  std::string connection_string;
  SqlOptions options;
  std::vector<SqlTable> tables;
  bool quote_tables = true;
  std::optional<std::uint32_t> command_timeout_s;
  bool makes_missing = false;     ///< Tables, columns and indexes that a script needs.
  bool forces_recompile = false;  ///< `ForceQueryRecompile`: SQL Server's alone.

  /// The relational part of `task`, which uses `connection`.
  static SqlConfiguration of(const TaskDefinition& task, const ConnectionString& connection,
                             SqlOptions options);
};

/// Whether there is a product behind `factory_name` and `connection_string` has the form it
/// takes; connects to nothing. Errors: kInvalidArgument, without secrets.
Result<void> validate_connection(const std::string& factory_name,
                                 const std::string& connection_string, const SqlOptions& options);

/// Connects once and asks the destination for a sign of life. Errors: kInvalidArgument,
/// kForbidden, kNotFound (no such database), kUnavailable, kTimeout; without secrets.
Result<void> test_connection(const std::string& factory_name, const std::string& connection_string,
                             const SqlOptions& options, Clock& clock, const std::stop_token& stop);

}  // namespace penstock::etl::sql
