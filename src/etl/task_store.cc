#include "etl/task_store.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/text.h"
#include "documents/database_record.h"
#include "etl/member_reader.h"
#include "etl/secrets.h"

namespace penstock::etl {
namespace {

using documents::WriteContext;

Result<void> check(const EtlRecord& record, const TaskDefinition& task,
                   const TaskDefinition* replaced) {
  const auto problems = record.find_problems(task, replaced);
  if (problems.empty()) return {};
  return problems_error(fmt::format("the ETL task '{}'", task.name), problems);
}

/// A generation is the index of the change that began it, so it was never used before.
void begin_generations(TaskDefinition& task, const TaskDefinition* before, std::uint64_t index,
                       const std::vector<std::string>& reset) {
  const bool same_task = before != nullptr && equal_ignoring_case(before->name, task.name);
  for (auto& transformation : task.transformations) {
    const auto* kept = same_task ? before->find(transformation.name) : nullptr;
    const bool is_reset = std::ranges::any_of(
        reset, [&](const auto& name) { return equal_ignoring_case(name, transformation.name); });
    transformation.generation = kept != nullptr && !is_reset ? kept->generation : index;
  }
}

std::vector<std::string> users_of(const EtlRecord& record, const ConnectionString& connection) {
  std::vector<std::string> users;
  for (const auto& task : record.tasks) {
    if (task.kind == connection.kind &&
        equal_ignoring_case(task.connection_string_name, connection.name)) {
      users.push_back(fmt::format("'{}'", task.name));
    }
  }
  return users;
}

template <typename T>
void erase_element(std::vector<T>& items, const T* element) {
  items.erase(items.begin() + (element - items.data()));
}

}  // namespace

TaskStore::TaskStore(documents::Database& database, const security::MasterKeys& keys,
                     std::function<void()> changed)
    : database_(database), keys_(keys), changed_(std::move(changed)) {}

Result<EtlRecord> TaskStore::read() const { return EtlRecord::read(database_, keys_); }

Result<RecordChange> TaskStore::commit(const Change& change) {
  const ConnectionSealing sealing(keys_, database_.identity().id);
  RecordChange result;
  TRY(database_.write_and_wait([&](WriteContext& context) -> Result<void> {
    const auto stored = TRY(documents::read_record(context));
    auto record = TRY(EtlRecord::parse(stored, sealing));
    record.index += 1;
    result.task_id = TRY(change(record));
    result.index = TRY(documents::write_record(context, TRY(record.merged_into(stored, sealing))));
    return {};
  }));
  changed_();
  return result;
}

Result<RecordChange> TaskStore::put_connection_string(const ConnectionString& connection) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    const auto* stored = record.find_connection_string(connection.kind, connection.name);
    auto merged = connection;
    merged.connection_string =
        TRY(restore_secrets(connection.connection_string,
                            stored != nullptr ? stored->connection_string : std::string()));
    if (stored != nullptr) erase_element(record.connection_strings, stored);
    record.connection_strings.push_back(std::move(merged));
    return std::uint64_t{0};
  });
}

Result<RecordChange> TaskStore::remove_connection_string(DestinationKind kind,
                                                         std::string_view name) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    const auto* stored = record.find_connection_string(kind, name);
    if (stored == nullptr) {
      return not_found(
          fmt::format("there is no {} connection string named '{}'", to_string(kind), name));
    }
    const auto users = users_of(record, *stored);
    if (!users.empty()) {
      return invalid_argument(
          fmt::format("the connection string '{}' cannot be deleted: ETL tasks use it: {}",
                      stored->name, fmt::join(users, ", ")));
    }
    erase_element(record.connection_strings, stored);
    return std::uint64_t{0};
  });
}

Result<RecordChange> TaskStore::add(const TaskDefinition& task) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    TRY(check(record, task, nullptr));
    auto added = task;
    added.task_id = record.index;
    begin_generations(added, nullptr, record.index, {});
    record.tasks.push_back(std::move(added));
    return record.index;
  });
}

Result<RecordChange> TaskStore::update(std::uint64_t task_id, const TaskDefinition& task,
                                       const std::vector<std::string>& reset) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    auto* stored = TRY(record.task({.kind = task.kind, .task_id = task_id, .name = {}}));
    TRY(check(record, task, stored));
    auto updated = task;
    updated.task_id = record.index;
    begin_generations(updated, stored, record.index, reset);
    *stored = std::move(updated);
    return record.index;
  });
}

Result<RecordChange> TaskStore::remove(const TaskSelector& selector) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    const auto* stored = TRY(record.task(selector));
    const auto task_id = stored->task_id;
    erase_element(record.tasks, stored);
    return task_id;
  });
}

Result<RecordChange> TaskStore::set_disabled(const TaskSelector& selector, bool disabled) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    auto* stored = TRY(record.task(selector));
    stored->disabled = disabled;
    return stored->task_id;
  });
}

Result<RecordChange> TaskStore::reset(std::string_view task_name,
                                      std::string_view transformation_name) {
  return commit([&](EtlRecord& record) -> Result<std::uint64_t> {
    const auto task = std::ranges::find_if(record.tasks, [&](const auto& candidate) {
      return equal_ignoring_case(candidate.name, task_name);
    });
    if (task == record.tasks.end()) {
      return not_found(fmt::format("there is no ETL task named '{}'", task_name));
    }
    if (task->find(transformation_name) == nullptr) {
      return not_found(fmt::format("the ETL task '{}' has no script named '{}'", task->name,
                                   transformation_name));
    }
    const auto before = *task;
    begin_generations(*task, &before, record.index, {std::string(transformation_name)});
    return task->task_id;
  });
}

}  // namespace penstock::etl
