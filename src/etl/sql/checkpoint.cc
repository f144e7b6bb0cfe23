#include "etl/sql/checkpoint.h"

#include <array>
#include <charconv>

#include <fmt/format.h>

namespace penstock::etl::sql {
namespace {

std::uint64_t number_of(const std::optional<std::string>& text) {
  std::uint64_t number = 0;
  if (text) std::from_chars(text->data(), text->data() + text->size(), number);
  return number;
}

Error taken_over() {
  return {ErrorCode::kNotOwner, "another server has taken over this task at the destination"};
}

}  // namespace

Checkpoint::Checkpoint(const Dialect& dialect, ProcessKey process)
    : dialect_(dialect), process_(std::move(process)) {}

Result<bool> Checkpoint::has_table(Connection& connection) const {
  const auto found = connection.query(dialect_.checkpoint().exists);
  if (!found.ok()) return found.failure->to_error().within("looking for the checkpoint table");
  return !found.rows.empty();
}

Result<void> Checkpoint::make_table(Connection& connection) const {
  if (TRY(has_table(connection))) return {};
  const auto statement = dialect_.checkpoint().create;
  const auto created = connection.execute(statement);
  if (created.ok()) return {};
  // Another process of the same task may have been quicker.
  if (const auto found = has_table(connection); found && *found) return {};
  if (created.failure->kind != FailureClass::kForbidden) return created.failure->to_error();
  return Error{ErrorCode::kForbidden,
               fmt::format("cannot create the table penstock_etl_checkpoints, which keeps the "
                           "task's position next to its data ({}). Allow the user to create it, or "
                           "create it, and allow the user to read and write it: {}",
                           created.failure->message, statement)};
}

Result<Position> Checkpoint::open(Connection& connection, Generation generation) const {
  auto opened = connection.query(dialect_.checkpoint().open, parameters({generation.value}));
  if (!opened.ok()) return opened.failure->to_error().within("opening the checkpoint");
  if (opened.rows.size() != 1 || opened.rows[0].size() != 2) {
    return corruption("the table penstock_etl_checkpoints is not as Penstock made it");
  }
  return Position{generation, {number_of(opened.rows[0][0])}, {number_of(opened.rows[0][1])}};
}

// A copy of the destination that is older than the owner knows its generation or epoch no more.
Result<Position> Checkpoint::reopen(Connection& connection, Generation generation,
                                    Epoch epoch) const {
  const auto found = TRY(read(connection));
  if (found && found->epoch > epoch) return taken_over();
  if (found && found->epoch == epoch && found->generation == generation) return *found;
  return open(connection, generation);
}

Result<Etag> Checkpoint::peek(Connection& connection, Generation generation) const {
  if (!TRY(has_table(connection))) return Etag{};
  const auto found = TRY(read(connection));
  return found && found->generation == generation ? found->etag : Etag{};
}

Result<std::optional<Position>> Checkpoint::read(Connection& connection) const {
  const auto found = connection.query(dialect_.checkpoint().read, parameters({}));
  if (!found.ok()) return found.failure->to_error().within("reading the checkpoint");
  if (found.rows.empty()) return std::nullopt;
  const auto& row = found.rows.front();
  return Position{{number_of(row[0])}, {number_of(row[1])}, {number_of(row[2])}};
}

StatementResult Checkpoint::move(Connection& connection, const Position& from, Etag to) const {
  return connection.execute(dialect_.checkpoint().move, move_parameters(from, to));
}

Result<bool> Checkpoint::is_at(Connection& connection, const Position& position) const {
  const auto found = TRY(read(connection));
  return found && found->generation == position.generation && found->epoch == position.epoch &&
         found->etag == position.etag;
}

void Checkpoint::add_move(BatchRequest& request, const Position& from, Etag to) const {
  request.move = dialect_.checkpoint().move;
  request.move_parameters = move_parameters(from, to);
}

Error Checkpoint::explain_lost(Connection& connection, const Position& from) const {
  const auto found = read(connection);
  if (!found) return found.error();
  if (*found && (*found)->epoch > from.epoch) return taken_over();
  return {ErrorCode::kUnavailable,
          "the checkpoint in the destination is not where this task left it (changed by hand, or "
          "restored from a backup): going on from where it is"};
}

Result<std::string> Checkpoint::other_source(Connection& connection) const {
  if (!TRY(has_table(connection))) return std::string();
  const std::array parameters{process_.source_database_id};
  const auto found = connection.query(dialect_.checkpoint().other_source, parameters);
  if (!found.ok()) return found.failure->to_error().within("reading the checkpoints");
  if (found.rows.empty()) return std::string();
  const auto& row = found.rows.front();
  return fmt::format("task '{}' of the database {}", row[0].value_or(""), row[1].value_or(""));
}

std::vector<std::string> Checkpoint::move_parameters(const Position& from, Etag to) const {
  return parameters({from.generation.value, from.epoch.value, from.etag.value, to.value});
}

std::vector<std::string> Checkpoint::parameters(
    std::initializer_list<std::uint64_t> numbers) const {
  std::vector<std::string> result{process_.source_database_id, process_.task, process_.script};
  for (const auto number : numbers) result.push_back(std::to_string(number));
  return result;
}

}  // namespace penstock::etl::sql
