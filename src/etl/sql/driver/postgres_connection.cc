#include "etl/sql/driver/postgres_connection.h"

#include <algorithm>
#include <charconv>

#include <libpq-fe.h>

#include "etl/sql/dialect/postgres_dialect.h"
#include "etl/sql/driver/postgres_pipeline.h"
#include "etl/sql/driver/text_arrays.h"

namespace penstock::etl::sql {
namespace {

constexpr std::size_t kCopyBytes = std::size_t{64} << 10;
/// From here on a server notices a client that went away while a statement runs.
constexpr int kVersionWithConnectionCheck = 140'000;

/// What stands between the ';' of statements without such a one inside.
std::vector<std::string> statements_of(std::string_view text) {
  std::vector<std::string> statements;
  while (!text.empty()) {
    const auto statement = text.substr(0, text.find(';'));
    statements.emplace_back(statement);
    text.remove_prefix(std::min(text.size(), statement.size() + 1));
  }
  return statements;
}

/// "{\"orders/1-A\",…}": a text array as PostgreSQL reads it.
std::string array_of(std::span<const std::string_view> texts) {
  std::string array = "{";
  for (const auto text : texts) {
    if (array.size() > 1) array.push_back(',');
    array.push_back('"');
    for (const char c : text) {
      if (c == '"' || c == '\\') array.push_back('\\');
      array.push_back(c);
    }
    array.push_back('"');
  }
  array.push_back('}');
  return array;
}

}  // namespace

PostgresConnection::PostgresConnection(const PostgresSettings& settings, SessionLimits limits,
                                       const Dialect& dialect, Clock& clock, std::stop_token stop)
    : dialect_(dialect), session_(settings, limits, dialect, clock, std::move(stop)) {}

Result<std::unique_ptr<Connection>> PostgresConnection::open(const PostgresSettings& settings,
                                                             SessionLimits limits,
                                                             const Dialect& dialect, Clock& clock,
                                                             const std::stop_token& stop) {
  std::unique_ptr<PostgresConnection> connection(
      new PostgresConnection(settings, limits, dialect, clock, stop));
  TRY(connection->session_.connect(settings));
  connection->begin_ = connection->begin_statement();
  return std::unique_ptr<Connection>(std::move(connection));
}

// Dates are read as ISO writes them. A client that went away is noticed soon, so that its
// successor need not wait for it.
std::string PostgresConnection::begin_statement() const {
  auto statement = "BEGIN;" + PostgresDialect::begin_statements(session_.limits()) +
                   ";SET LOCAL TimeZone = 'UTC'; SET LOCAL DateStyle = 'ISO, YMD'";
  if (PQserverVersion(session_.get()) >= kVersionWithConnectionCheck) {
    statement += "; SET LOCAL client_connection_check_interval = '1s'";
  }
  return statement;
}

void PostgresConnection::watch(std::stop_token stop) { session_.watch(std::move(stop)); }

StatementResult PostgresConnection::execute(std::string_view statement,
                                            std::span<const std::string> parameters) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) values.push_back(parameter.c_str());
  auto answer = request(std::string(statement).c_str(), values);
  if (answer.failure) return {0, std::move(answer.failure)};
  return {affected_rows(answer.result.get()), {}};
}

QueryResult PostgresConnection::query(std::string_view statement,
                                      std::span<const std::string> parameters) {
  std::vector<const char*> values;
  for (const auto& parameter : parameters) values.push_back(parameter.c_str());
  const auto answer = request(std::string(statement).c_str(), values);
  if (answer.failure) return {{}, answer.failure};
  QueryResult result;
  for (int row = 0; row < PQntuples(answer.result.get()); ++row) {
    auto& fields = result.rows.emplace_back();
    for (int column = 0; column < PQnfields(answer.result.get()); ++column) {
      const bool is_null = PQgetisnull(answer.result.get(), row, column) != 0;
      fields.push_back(
          is_null ? std::nullopt
                  : std::optional<std::string>(PQgetvalue(answer.result.get(), row, column)));
    }
  }
  return result;
}

StatementResult PostgresConnection::begin() { return execute(begin_, {}); }

StatementResult PostgresConnection::check_constraints() {
  return execute("SET CONSTRAINTS ALL IMMEDIATE", {});
}

StatementResult PostgresConnection::commit() {
  auto answer = request("COMMIT", {});
  if (answer.failure) {
    // Without an answer from the server the transaction may have committed.
    if (session_.is_broken() && answer.failure->kind != FailureClass::kCancelled) {
      answer.failure->kind = FailureClass::kTimeout;
    }
    return {0, std::move(answer.failure)};
  }
  // The answer to the COMMIT of a failed transaction is ROLLBACK, and no error.
  const std::string_view tag = PQcmdStatus(answer.result.get());
  if (tag == "COMMIT") return {};
  return {0, SqlFailure{.kind = FailureClass::kUnavailable,
                        .message = "the server rolled the transaction back"}};
}

void PostgresConnection::rollback() {
  if (!session_.is_broken()) request("ROLLBACK", {});
}

StatementResult PostgresConnection::run(const BatchRequest& request) {
  using Rows = PostgresPipeline::Rows;
  PostgresPipeline pipeline(session_);
  for (const auto& statement : statements_of(begin_)) pipeline.add(statement);
  const PostgresParameter replaced{array_of(request.replaced_ids)};
  const PostgresParameter deleted{array_of(request.deleted_ids)};
  for (const auto& erase : request.erases) {
    if (!request.replaced_ids.empty()) pipeline.add(erase, {&replaced, 1});
    if (!request.deleted_ids.empty()) pipeline.add(erase, {&deleted, 1}, Rows::kCounted);
  }
  for (const auto& insert : request.inserts) {
    std::vector<PostgresParameter> columns;
    for (auto& array : columns_as_arrays(insert.rows)) columns.push_back({std::move(array), true});
    pipeline.add(insert.statement, columns, Rows::kCounted);
  }
  std::vector<PostgresParameter> position;
  for (const auto& parameter : request.move_parameters) position.push_back({parameter});
  pipeline.add(std::string(request.move), position);
  pipeline.add("COMMIT");
  return pipeline.finish();
}

StatementResult PostgresConnection::erase(const std::string& statement,
                                          std::span<const std::string_view> ids) {
  const std::string parameters[] = {array_of(ids)};
  return execute(statement, parameters);
}

QueryResult PostgresConnection::read(const std::string& statement,
                                     std::span<const std::string_view> ids) {
  const std::string parameters[] = {array_of(ids)};
  return query(statement, parameters);
}

StatementResult PostgresConnection::insert(const std::string& statement, const EncodedRows& rows) {
  auto started = request(statement.c_str(), {});
  if (started.failure) return {0, std::move(started.failure)};
  if (PQresultStatus(started.result.get()) != PGRES_COPY_IN) {
    return {0, SqlFailure{.kind = FailureClass::kUnavailable,
                          .message = "the server does not accept COPY"}};
  }
  if (auto failure = put_rows(rows)) return {0, std::move(failure)};
  int ended = PQputCopyEnd(session_.get(), nullptr);
  while (ended == 0) {
    if (auto failure = session_.flush(true)) return {0, std::move(failure)};
    ended = PQputCopyEnd(session_.get(), nullptr);
  }
  if (ended < 0) return {0, session_.lost()};
  auto copied = answer();
  if (copied.failure) return {0, std::move(copied.failure)};
  return {affected_rows(copied.result.get()), {}};
}

std::optional<SqlFailure> PostgresConnection::put_rows(const EncodedRows& rows) {
  std::size_t begin = 0;
  std::size_t end = 0;
  for (const auto& row : rows.rows) {
    if (row.begin != end || row.begin + row.length - begin > kCopyBytes) {
      if (auto failure = put(rows.bytes.substr(begin, end - begin))) return failure;
      begin = row.begin;
    }
    end = row.begin + row.length;
  }
  return put(rows.bytes.substr(begin, end - begin));
}

std::optional<SqlFailure> PostgresConnection::put(std::string_view bytes) {
  if (bytes.empty()) return std::nullopt;
  session_.limit_statement();
  int sent = PQputCopyData(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
  while (sent == 0) {
    if (auto failure = session_.flush(true)) return failure;
    sent = PQputCopyData(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  if (sent < 0) return session_.lost();
  return session_.flush(false);
}

// The statement goes out as a simple query, which may hold several, unless it has parameters.
PostgresAnswer PostgresConnection::request(const char* statement,
                                           std::span<const char* const> values) {
  session_.limit_statement();
  const int sent =
      values.empty() ? PQsendQuery(session_.get(), statement)
                     : PQsendQueryParams(session_.get(), statement, static_cast<int>(values.size()),
                                         nullptr, values.data(), nullptr, nullptr, 0);
  if (sent == 0) return {nullptr, session_.lost()};
  return answer();
}

// The results of all statements are taken; the first failure counts, else the last result. A COPY
// has begun when its result says so: what follows comes after the rows.
PostgresAnswer PostgresConnection::answer() {
  PostgresAnswer answer;
  answer.failure = session_.flush(true);
  while (!answer.failure) {
    auto next = session_.next_result();
    if (next.failure || !next.result) {
      answer.failure = std::move(next.failure);
      break;
    }
    answer.result = std::move(next.result);
    const auto status = PQresultStatus(answer.result.get());
    if (status == PGRES_COPY_IN) break;
    if (status != PGRES_FATAL_ERROR) continue;
    auto failure = session_.failure_of(answer.result.get());
    while (auto rest = session_.next_result().result) {
    }
    answer.failure = std::move(failure);
  }
  return answer;
}

}  // namespace penstock::etl::sql
