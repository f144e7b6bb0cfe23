#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "etl/etl_record.h"
#include "security/master_keys.h"

namespace penstock::etl {

/// What a change of the record did.
struct RecordChange {
  std::uint64_t index = 0;    ///< Of the record; "RaftCommandIndex" on the wire.
  std::uint64_t task_id = 0;  ///< Of the task that was added or changed.
};

/// The connection strings and ETL tasks of one database, kept in its record. Every change is one
/// transaction: all of it or nothing. Thread-safe; the calls that change wait for the disk and
/// do not belong on the writer's thread.
/// Errors of all: those of the database. Of the changes: kNotFound, and kInvalidArgument listing
/// everything that is wrong with what was given.
class TaskStore {
 public:
  /// `changed` is called after each change, on the thread of the caller. The references must
  /// outlive this object.
  TaskStore(documents::Database& database, const security::MasterKeys& keys,
            std::function<void()> changed);

  Result<EtlRecord> read() const;

  /// Adds, or replaces the one of that kind and name. kSecretMark keeps the stored secret.
  Result<RecordChange> put_connection_string(const ConnectionString& connection);
  /// Errors: kInvalidArgument naming the tasks that use it.
  Result<RecordChange> remove_connection_string(DestinationKind kind, std::string_view name);

  Result<RecordChange> add(const TaskDefinition& task);

  /// Replaces the task of that kind and id by `task`, which gets a new id. Scripts that keep
  /// their name, in a task that keeps its own, go on where they were; those in `reset`, and those
  /// with a new name, start from the beginning.
  Result<RecordChange> update(std::uint64_t task_id, const TaskDefinition& task,
                              const std::vector<std::string>& reset);

  Result<RecordChange> remove(const TaskSelector& selector);
  Result<RecordChange> set_disabled(const TaskSelector& selector, bool disabled);

  /// Lets one script of a task start from the beginning.
  Result<RecordChange> reset(std::string_view task_name, std::string_view transformation_name);

 private:
  /// Given the record with the index that it will have, changes it and returns a task id.
  using Change = std::function<Result<std::uint64_t>(EtlRecord&)>;
  Result<RecordChange> commit(const Change& change);

  documents::Database& database_;
  const security::MasterKeys& keys_;
  std::function<void()> changed_;
};

}  // namespace penstock::etl
