#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "documents/database_record.h"
#include "etl/connection_sealing.h"
#include "etl/connection_string.h"
#include "etl/task_definition.h"

namespace penstock::etl {

/// Which task a caller means: by its id, or by its name if the id is 0.
struct TaskSelector {
  DestinationKind kind = DestinationKind::kRaven;
  std::uint64_t task_id = 0;
  std::string name;
};

/// A script and the task it belongs to. Refers to the record it was found in.
struct ScriptOfTask {
  const TaskDefinition& task;
  const Transformation& script;
};

/// "SqlConnectionStrings": the member of the database record, an object by name.
std::string connection_strings_member(DestinationKind kind);

/// What the database record says about ETL, in members named as on the wire: "SqlEtls",
/// "SqlConnectionStrings" and so on. Names compare without case. Confined to one thread.
struct EtlRecord {
  std::uint64_t index = 0;  ///< Of the record it was read from.
  std::vector<ConnectionString> connection_strings;
  std::vector<TaskDefinition> tasks;

  /// Errors: those of the database, and of parse().
  static Result<EtlRecord> read(const documents::Database& database,
                                const security::MasterKeys& keys);

  /// Errors: kCorruption; kForbidden if a key is missing.
  static Result<EtlRecord> parse(const documents::DatabaseRecord& record,
                                 const ConnectionSealing& sealing);

  /// The text of `record` with the ETL members replaced by these. Errors: kCorruption.
  Result<std::string> merged_into(const documents::DatabaseRecord& record,
                                  const ConnectionSealing& sealing) const;

  /// Null if there is none.
  const ConnectionString* find_connection_string(DestinationKind kind, std::string_view name) const;
  const TaskDefinition* find_task(std::string_view name) const;
  const TaskDefinition* find_task(const TaskSelector& selector) const;
  /// Where `task` delivers to.
  const ConnectionString* find_connection_string(const TaskDefinition& task) const;

  /// Errors of both: kNotFound naming what was looked for.
  Result<ScriptOfTask> script(std::string_view task, std::string_view transformation) const;
  Result<const ConnectionString*> connection_string(const TaskDefinition& task) const;

  /// For a change. Errors: kNotFound naming what was looked for.
  Result<TaskDefinition*> task(const TaskSelector& selector);

  /// Everything that is wrong with `task` in this record, one sentence each. The task that it
  /// replaces, if any, does not count.
  std::vector<std::string> find_problems(const TaskDefinition& task,
                                         const TaskDefinition* replaced) const;
};

}  // namespace penstock::etl
