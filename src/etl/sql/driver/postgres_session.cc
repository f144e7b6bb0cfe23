#include "etl/sql/driver/postgres_session.h"

#include <charconv>
#include <poll.h>
#include <utility>

#include <libpq-fe.h>

#include "etl/sql/connection_text.h"
#include "etl/sql/driver/postgres_failure.h"

namespace penstock::etl::sql {
namespace {

using std::chrono::seconds;

constexpr seconds kConnectTimeoutDefault{10};

void ignore_notice(void*, const PGresult*) {}

seconds connect_timeout(const PostgresSettings& settings) {
  for (const auto& [keyword, value] : settings.keywords) {
    int number = 0;
    if (keyword != "connect_timeout") continue;
    std::from_chars(value.data(), value.data() + value.size(), number);
    if (number > 0) return seconds(number);
  }
  return kConnectTimeoutDefault;
}

}  // namespace

void ClearPostgresResult::operator()(pg_result* result) const { PQclear(result); }

std::uint64_t affected_rows(const pg_result* result) {
  const std::string_view text = PQcmdTuples(const_cast<pg_result*>(result));
  std::uint64_t rows = 0;
  std::from_chars(text.data(), text.data() + text.size(), rows);
  return rows;
}

PostgresSession::PostgresSession(const PostgresSettings& settings, SessionLimits limits,
                                 const Dialect& dialect, Clock& clock, std::stop_token stop)
    : dialect_(dialect), wait_(clock, std::move(stop), limits), secrets_(settings.secrets) {}

PostgresSession::~PostgresSession() { PQfinish(connection_); }

Result<void> PostgresSession::connect(const PostgresSettings& settings) {
  std::vector<const char*> keywords;
  std::vector<const char*> values;
  for (const auto& [keyword, value] : settings.keywords) {
    keywords.push_back(keyword.c_str());
    values.push_back(value.c_str());
  }
  keywords.push_back(nullptr);
  values.push_back(nullptr);
  connection_ = PQconnectStartParams(keywords.data(), values.data(), 0);
  if (connection_ == nullptr) return Error{ErrorCode::kUnavailable, "out of memory"};
  PQsetErrorVerbosity(connection_, PQERRORS_VERBOSE);
  PQsetNoticeReceiver(connection_, ignore_notice, nullptr);
  wait_.limit(connect_timeout(settings));
  auto state = is_broken() ? PGRES_POLLING_FAILED : PGRES_POLLING_WRITING;
  while (state != PGRES_POLLING_OK && state != PGRES_POLLING_FAILED) {
    if (const auto failure = wait(state == PGRES_POLLING_READING ? POLLIN : POLLOUT)) {
      return failure->to_error();
    }
    state = PQconnectPoll(connection_);
  }
  if (state == PGRES_POLLING_FAILED) {
    auto failure = from_connect_message(PQerrorMessage(connection_), dialect_);
    failure.message = scrubbed(std::move(failure.message));
    return failure.to_error();
  }
  PQsetnonblocking(connection_, 1);
  return {};
}

bool PostgresSession::is_broken() const { return PQstatus(connection_) == CONNECTION_BAD; }

PostgresAnswer PostgresSession::next_result() {
  while (PQisBusy(connection_) != 0) {
    if (auto failure = wait(POLLIN)) return {nullptr, std::move(failure)};
    if (PQconsumeInput(connection_) == 0) return {nullptr, lost()};
  }
  return {PostgresResult(PQgetResult(connection_)), std::nullopt};
}

std::optional<SqlFailure> PostgresSession::flush(bool all) {
  int left = PQflush(connection_);
  while (left > 0 && all) {
    if (auto failure = wait(POLLIN | POLLOUT)) return failure;
    if (PQconsumeInput(connection_) == 0) return lost();
    left = PQflush(connection_);
  }
  if (left < 0) return lost();
  return std::nullopt;
}

std::optional<SqlFailure> PostgresSession::wait(short events) {
  const int socket = PQsocket(connection_);
  if (socket >= 0) return wait_.wait(socket, events);
  if (auto failure = wait_.interruption()) return failure;
  return lost();
}

SqlFailure PostgresSession::lost() const {
  SqlFailure failure{.kind = FailureClass::kUnavailable,
                     .message = scrubbed(PQerrorMessage(connection_))};
  while (failure.message.ends_with('\n')) failure.message.pop_back();
  if (failure.message.empty()) failure.message = "the connection to the server is lost";
  return failure;
}

SqlFailure PostgresSession::failure_of(const pg_result* result) const {
  auto failure = from_postgres(result, dialect_);
  failure.message = scrubbed(std::move(failure.message));
  return failure;
}

std::string PostgresSession::scrubbed(std::string message) const {
  return without_secrets(std::move(message), secrets_);
}

}  // namespace penstock::etl::sql
