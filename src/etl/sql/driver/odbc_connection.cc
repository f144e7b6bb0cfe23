#include "etl/sql/driver/odbc_connection.h"

#include <algorithm>
#include <bit>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "etl/sql/connection_text.h"

namespace penstock::etl::sql {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

/// How long a driver that knows its limit may take to connect beyond it.
constexpr seconds kConnectGrace{10};
/// Statements may name each id twice, SQL Server takes 2,100 parameters, and Oracle lists of 1,000.
constexpr std::size_t kListedIdsMax = 512;
/// How long a driver may take to notice that it is to give up, or to say good-bye.
constexpr milliseconds kGiveUpPatience{2'000};

}  // namespace

OdbcConnection::OdbcConnection(const OdbcSettings& settings, SessionLimits limits, Clock& clock,
                               std::stop_token stop)
    : waiting_(clock, std::move(stop), limits),
      secrets_(settings.secrets()),
      session_(std::make_shared<OdbcSession>(limits.statement)) {}

// Closing says good-bye to the server, which may take as long as any other call.
OdbcConnection::~OdbcConnection() {
  if (!thread_.wait_for(milliseconds(0))) return;
  thread_.start([session = std::move(session_)]() mutable { session.reset(); });
  thread_.wait_for(kGiveUpPatience);
}

Result<std::unique_ptr<Connection>> OdbcConnection::open(const OdbcSettings& settings,
                                                         SessionLimits limits,
                                                         const FindDialect& find_dialect,
                                                         Clock& clock,
                                                         const std::stop_token& stop) {
  std::unique_ptr<OdbcConnection> connection(new OdbcConnection(settings, limits, clock, stop));
  TRY(connection->connect(settings, find_dialect));
  return std::unique_ptr<Connection>(std::move(connection));
}

Result<void> OdbcConnection::connect(const OdbcSettings& settings,
                                     const FindDialect& find_dialect) {
  std::string driver;
  if (!settings.drivers.empty()) {
    driver = TRY(choose_driver(settings.drivers, session_->installed_drivers()));
  }
  const seconds timeout(settings.connect_timeout_s);
  const auto connected =
      outcome_of(call([text = settings.connection_text(driver),
                       timeout](OdbcSession& session) { return session.connect(text, timeout); },
                      timeout + kConnectGrace));
  if (connected.failure) return connected.failure->to_error();
  dialect_ = find_dialect(session_->product());
  if (dialect_ == nullptr) {
    return invalid_argument(fmt::format("there is no SQL dialect for {} yet", session_->product()));
  }
  const auto prepared =
      run_each(odbc_statements(dialect_->session_statements(waiting_.limits())), {});
  if (prepared.failure) return prepared.failure->to_error().within("preparing the session");
  return {};
}

void OdbcConnection::watch(std::stop_token stop) { waiting_.watch(std::move(stop)); }

StatementResult OdbcConnection::execute(std::string_view statement,
                                        std::span<const std::string> parameters) {
  auto outcome = run_script(statement, parameters);
  return {outcome.affected_rows, std::move(outcome.failure)};
}

QueryResult OdbcConnection::query(std::string_view statement,
                                  std::span<const std::string> parameters) {
  auto outcome = run_script(statement, parameters);
  return {std::move(outcome.rows), std::move(outcome.failure)};
}

StatementResult OdbcConnection::begin() {
  auto outcome =
      outcome_of(call([](OdbcSession& session) { return session.set_autocommit(false); }));
  if (outcome.failure) return {0, std::move(outcome.failure)};
  in_transaction_ = true;
  return execute(dialect_->begin_statements(waiting_.limits()), {});
}

StatementResult OdbcConnection::check_constraints() {
  auto outcome = run_script(dialect_->check_statement(), {});
  if (!outcome.failure && !outcome.rows.empty()) {
    outcome.failure = {.kind = FailureClass::kReference,
                       .message = "a foreign key has no row to refer to"};
  }
  return {0, std::move(outcome.failure)};
}

StatementResult OdbcConnection::commit() {
  in_transaction_ = false;
  auto answer = call([](OdbcSession& session) { return session.commit(); });
  auto failure = interrupted_;
  if (!failure && answer.trouble) {
    failure = from_odbc_commit(*answer.trouble, *dialect_);
    failure->message = without_secrets(std::move(failure->message), secrets_);
  }
  if (failure) return {0, std::move(failure)};
  call([](OdbcSession& session) { return session.set_autocommit(true); });
  // A driver that has noticed between two calls that its connection broke may commit nothing and
  // call that a success.
  auto alive = query(dialect_->checkpoint().exists, {});
  if (alive.failure && alive.failure->kind != FailureClass::kCancelled) {
    alive.failure->kind = FailureClass::kTimeout;
  }
  return {0, std::move(alive.failure)};
}

void OdbcConnection::rollback() {
  in_transaction_ = false;
  call([](OdbcSession& session) {
    auto answer = session.rollback();
    return answer.ok() ? session.set_autocommit(true) : answer;
  });
}

StatementResult OdbcConnection::erase(const std::string& statement,
                                      std::span<const std::string_view> ids) {
  auto outcome = run_for_ids(statement, ids);
  if (outcome.failure && outcome.failure->kind == FailureClass::kDocument) {
    outcome.failure->ended_transaction = has_lost_transaction();
    if (ids.size() == 1) outcome.failure->row = 0;
  }
  return {outcome.affected_rows, std::move(outcome.failure)};
}

QueryResult OdbcConnection::read(const std::string& statement,
                                 std::span<const std::string_view> ids) {
  auto outcome = run_for_ids(statement, ids);
  return {std::move(outcome.rows), std::move(outcome.failure)};
}

// Lists have few lengths, so that a server meets few statements: the last id fills them up.
OdbcConnection::Outcome OdbcConnection::run_for_ids(const std::string& statement,
                                                    std::span<const std::string_view> ids) {
  Outcome total;
  while (!ids.empty() && !total.failure) {
    const auto part = ids.subspan(0, std::min(ids.size(), kListedIdsMax));
    std::vector<std::string> parameters(part.begin(), part.end());
    parameters.resize(std::bit_ceil(part.size()), parameters.back());
    auto outcome = run_each(odbc_statements(with_list(statement, parameters.size())), parameters);
    std::move(outcome.rows.begin(), outcome.rows.end(), std::back_inserter(total.rows));
    total.affected_rows += outcome.affected_rows;
    total.failure = std::move(outcome.failure);
    ids = ids.subspan(part.size());
  }
  return total;
}

StatementResult OdbcConnection::insert(const std::string& statement, const EncodedRows& rows) {
  const auto compiled = odbc_statements(statement).front();
  StatementResult total;
  for (std::size_t first = 0; first < rows.rows.size();) {
    auto parameters =
        parameters_of({rows.bytes, rows.rows.subspan(first)}, dialect_->plain_bytes_max());
    const auto count = parameters.rows;
    auto outcome = run_one(compiled, std::move(parameters));
    if (outcome.failure) {
      if (outcome.failure->kind == FailureClass::kDocument) {
        outcome.failure->ended_transaction = has_lost_transaction();
        outcome.failure->row = culprit(compiled, rows, first, count, outcome.suspects);
      }
      return {0, std::move(outcome.failure)};
    }
    total.rows += count;
    first += count;
  }
  return total;
}

// Some drivers send many rows at once, and then call all of them wrong: a suspect is tried alone.
// The transaction comes to nothing anyway.
std::optional<std::size_t> OdbcConnection::culprit(const OdbcStatement& statement,
                                                   const EncodedRows& rows, std::size_t first,
                                                   std::size_t count,
                                                   const std::vector<std::size_t>& suspects) {
  if (count == 1) return first;
  if (suspects.empty()) return std::nullopt;
  const auto row = first + suspects.front();
  const auto alone = run_one(statement, parameters_of({rows.bytes, rows.rows.subspan(row, 1)},
                                                      dialect_->plain_bytes_max()));
  const bool is_culprit = alone.failure && is_fault_of_document(*alone.failure);
  return is_culprit ? std::optional(row) : std::nullopt;
}

OdbcConnection::Outcome OdbcConnection::run_one(const OdbcStatement& statement,
                                                ParameterArray parameters) {
  return outcome_of(
      call([statement, parameters = std::move(parameters)](OdbcSession& session) mutable {
        return session.run(statement, parameters);
      }));
}

bool OdbcConnection::has_lost_transaction() {
  if (!in_transaction_ || dialect_->transaction_query().empty()) return false;
  const auto found = run_script(dialect_->transaction_query(), {});
  return !found.failure && found.rows.empty();
}

OdbcConnection::Outcome OdbcConnection::run_script(std::string_view script,
                                                   std::span<const std::string> parameters) {
  const auto statements = odbc_statements(script);
  if (in_transaction_ || statements.size() < 2) return run_each(statements, parameters);
  auto begun = outcome_of(call([](OdbcSession& session) { return session.set_autocommit(false); }));
  if (begun.failure) return begun;
  auto outcome = run_each(statements, parameters);
  if (outcome.failure) {
    rollback();
  } else {
    outcome.failure = commit().failure;
  }
  return outcome;
}

OdbcConnection::Outcome OdbcConnection::run_each(const std::vector<OdbcStatement>& statements,
                                                 std::span<const std::string> parameters) {
  Outcome last;
  for (const auto& statement : statements) {
    auto outcome = run_one(statement, parameters_of(parameters));
    if (outcome.rows.empty()) outcome.rows = std::move(last.rows);
    last = std::move(outcome);
    if (last.failure) break;
  }
  return last;
}

OdbcAnswer OdbcConnection::call(Work work, std::chrono::seconds patience) {
  if (interrupted_) return {};
  waiting_.limit(patience);
  interrupted_ = waiting_.interruption();
  if (interrupted_) return {};
  auto answer = std::make_shared<OdbcAnswer>();
  thread_.start([session = session_, answer, work = std::move(work)] { *answer = work(*session); });
  while (!interrupted_ && !thread_.wait_for(kStopPollInterval)) {
    interrupted_ = waiting_.interruption();
  }
  if (!interrupted_) return std::move(*answer);
  give_up();
  return {};
}

// Cancelling may block as long as the call itself, so it has a thread that nobody waits for.
void OdbcConnection::give_up() {
  std::thread([session = session_] { session->cancel(); }).detach();
  thread_.wait_for(kGiveUpPatience);
}

OdbcConnection::Outcome OdbcConnection::outcome_of(OdbcAnswer answer) const {
  Outcome outcome{std::move(answer.rows), answer.affected_rows, std::move(answer.suspects), {}};
  outcome.failure = interrupted_;
  if (!interrupted_ && answer.trouble) outcome.failure = failure_of(*answer.trouble);
  return outcome;
}

SqlFailure OdbcConnection::failure_of(const OdbcDiagnostic& diagnostic) const {
  auto failure = from_odbc(diagnostic, dialect_);
  failure.message = without_secrets(std::move(failure.message), secrets_);
  return failure;
}

}  // namespace penstock::etl::sql
