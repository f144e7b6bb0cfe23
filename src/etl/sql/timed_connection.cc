#include "etl/sql/timed_connection.h"

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::etl::sql {

namespace {

std::string text_of(const BatchRequest& request) {
  std::string text = "in one request:";
  for (const auto& erase : request.erases) text += fmt::format(" {};", erase);
  for (const auto& insert : request.inserts) text += fmt::format(" {};", insert.statement);
  return text + " COMMIT";
}

}  // namespace

TimedConnection::TimedConnection(std::unique_ptr<Connection> connection, Clock& clock,
                                 std::chrono::milliseconds slow_from)
    : connection_(std::move(connection)), clock_(clock), slow_from_(slow_from) {}

template <typename Call>
auto TimedConnection::timed(std::string_view statement, Call call) {
  const auto started = clock_.monotonic();
  auto result = call();
  const auto duration =
      std::chrono::duration_cast<std::chrono::milliseconds>(clock_.monotonic() - started);
  if (duration >= slow_from_) {
    if (slow_.size() == kSlowStatementsKept) slow_.pop_front();
    slow_.push_back({clock_.now(), duration, excerpt(statement, kSlowStatementBytesMax)});
  }
  return result;
}

StatementResult TimedConnection::execute(std::string_view statement,
                                         std::span<const std::string> parameters) {
  return timed(statement, [&] { return connection_->execute(statement, parameters); });
}

QueryResult TimedConnection::query(std::string_view statement,
                                   std::span<const std::string> parameters) {
  return timed(statement, [&] { return connection_->query(statement, parameters); });
}

StatementResult TimedConnection::begin() {
  return timed("BEGIN", [&] { return connection_->begin(); });
}

StatementResult TimedConnection::check_constraints() {
  return timed("SET CONSTRAINTS ALL IMMEDIATE", [&] { return connection_->check_constraints(); });
}

StatementResult TimedConnection::commit() {
  return timed("COMMIT", [&] { return connection_->commit(); });
}

StatementResult TimedConnection::run(const BatchRequest& request) {
  return timed(text_of(request), [&] { return connection_->run(request); });
}

StatementResult TimedConnection::erase(const std::string& statement,
                                       std::span<const std::string_view> ids) {
  return timed(statement, [&] { return connection_->erase(statement, ids); });
}

StatementResult TimedConnection::insert(const std::string& statement, const EncodedRows& rows) {
  return timed(statement, [&] { return connection_->insert(statement, rows); });
}

QueryResult TimedConnection::read(const std::string& statement,
                                  std::span<const std::string_view> ids) {
  return timed(statement, [&] { return connection_->read(statement, ids); });
}

}  // namespace penstock::etl::sql
