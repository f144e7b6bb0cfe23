#include "etl/sql/driver/sqlite_connection.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <fmt/format.h>
#include <sqlite3.h>

#include "etl/sql/driver/bound_row.h"

namespace penstock::etl::sql {
namespace {

// How long another writer may hold the file at most: no stop is noticed meanwhile.
constexpr std::chrono::seconds kBusyTimeoutMax{5};
constexpr int kProgressInstructions = 10'000;  // Between two looks at stop and clock.
constexpr std::size_t kPreparedMax = 64;
/// What one statement inserts: more gain little, and what it cannot insert is tried row by row.
constexpr std::size_t kRowsPerStatementMax = 64;

int bind_text(sqlite3_stmt* statement, int index, std::string_view text) {
  return sqlite3_bind_text64(statement, index, text.data(), text.size(), SQLITE_STATIC,
                             SQLITE_UTF8);
}

int bind_value(sqlite3_stmt* statement, int index, const BoundValue& value) {
  if (const auto* integer = std::get_if<std::int64_t>(&value)) {
    return sqlite3_bind_int64(statement, index, *integer);
  }
  if (const auto* number = std::get_if<double>(&value)) {
    return sqlite3_bind_double(statement, index, *number);
  }
  if (const auto* text = std::get_if<std::string_view>(&value)) {
    return bind_text(statement, index, *text);
  }
  if (const auto* blob = std::get_if<BoundBytes>(&value)) {
    return sqlite3_bind_blob64(statement, index, blob->bytes.data(), blob->bytes.size(),
                               SQLITE_STATIC);
  }
  return sqlite3_bind_null(statement, index);
}

/// Binds the values of all rows, which say themselves how many they are.
int bind_rows(sqlite3_stmt* statement, const EncodedRows& rows) {
  int index = 0;
  for (const auto& row : rows.rows) {
    for (auto rest = rows.bytes.substr(row.begin, row.length); !rest.empty();) {
      const int code = bind_value(statement, ++index, take_bound_value(rest));
      if (code != SQLITE_OK) return code;
    }
  }
  return SQLITE_OK;
}

/// The values behind the INSERT as often as that.
std::string repeated_values(const std::string& statement, std::size_t count) {
  const auto values = statement.substr(statement.rfind('('));
  auto repeated = statement;
  for (std::size_t i = 1; i < count; ++i) repeated += ", " + values;
  return repeated;
}

/// Each memory allocation would wait for the lock of a counter that nobody reads.
void leave_memory_uncounted() {
  static const int kDone = sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
  static_cast<void>(kDone);  // Refused if a library was first to use SQLite, which does no harm.
}

QueryRow row_of(sqlite3_stmt* statement) {
  QueryRow row;
  for (int i = 0; i < sqlite3_column_count(statement); ++i) {
    const auto* text = reinterpret_cast<const char*>(sqlite3_column_text(statement, i));
    if (text == nullptr) {
      row.emplace_back();
    } else {
      row.emplace_back(
          std::string(text, static_cast<std::size_t>(sqlite3_column_bytes(statement, i))));
    }
  }
  return row;
}

}  // namespace

void SqliteConnection::FinalizeStatement::operator()(sqlite3_stmt* statement) const {
  sqlite3_finalize(statement);
}

Result<std::unique_ptr<Connection>> SqliteConnection::open(const std::filesystem::path& file,
                                                           SessionLimits limits,
                                                           const Dialect& dialect, Clock& clock,
                                                           std::stop_token stop) {
  leave_memory_uncounted();
  sqlite3* database = nullptr;
  constexpr int kFlags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
  const int code = sqlite3_open_v2(file.c_str(), &database, kFlags, nullptr);
  std::unique_ptr<SqliteConnection> connection(
      new SqliteConnection(database, limits, dialect, clock, std::move(stop)));
  if (code != SQLITE_OK) {
    return connection->failure().to_error().within(fmt::format("cannot open {}", file.string()));
  }
  sqlite3_extended_result_codes(database, 1);
  const std::chrono::milliseconds busy_timeout = std::min(limits.lock, kBusyTimeoutMax);
  sqlite3_busy_timeout(database, static_cast<int>(busy_timeout.count()));
  sqlite3_progress_handler(database, kProgressInstructions, on_progress, connection.get());
  const auto prepared = connection->run_script(
      "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON");
  if (!prepared.ok()) return prepared.failure->to_error().within(file.string());
  return std::unique_ptr<Connection>(std::move(connection));
}

SqliteConnection::SqliteConnection(sqlite3* database, SessionLimits limits, const Dialect& dialect,
                                   Clock& clock, std::stop_token stop)
    : database_(database),
      timeout_(limits.statement),
      dialect_(dialect),
      clock_(clock),
      stop_(std::move(stop)),
      rows_per_statement_max_(kRowsPerStatementMax) {}

SqliteConnection::~SqliteConnection() {
  statements_.clear();
  sqlite3_close(database_);
}

void SqliteConnection::watch(std::stop_token stop) { stop_ = std::move(stop); }

StatementResult SqliteConnection::execute(std::string_view statement,
                                          std::span<const std::string> parameters) {
  if (parameters.empty()) return run_script(std::string(statement));
  auto result = query(statement, parameters);
  if (!result.ok()) return {0, std::move(result.failure)};
  return {static_cast<std::uint64_t>(sqlite3_changes64(database_)), {}};
}

StatementResult SqliteConnection::run_script(const std::string& statements) {
  if (!start()) return {0, failure()};
  if (sqlite3_exec(database_, statements.c_str(), nullptr, nullptr, nullptr) != SQLITE_OK) {
    return {0, failure()};
  }
  return {static_cast<std::uint64_t>(sqlite3_changes64(database_)), {}};
}

QueryResult SqliteConnection::query(std::string_view statement,
                                    std::span<const std::string> parameters) {
  auto* compiled = start() ? prepared(statement) : nullptr;
  if (compiled == nullptr) return {{}, failure()};
  for (std::size_t i = 0; i < parameters.size(); ++i) {
    const int index = static_cast<int>(i) + 1;
    if (bind_text(compiled, index, parameters[i]) != SQLITE_OK) return {{}, failure()};
  }
  return rows_of(compiled);
}

QueryResult SqliteConnection::rows_of(sqlite3_stmt* statement) {
  QueryResult result;
  int code = sqlite3_step(statement);
  for (; code == SQLITE_ROW; code = sqlite3_step(statement))
    result.rows.push_back(row_of(statement));
  if (code != SQLITE_DONE) result.failure = failure();
  sqlite3_reset(statement);
  return result;
}

// Foreign keys wait for the end of the transaction, so that a row that others refer to can be
// replaced, which is what an update is here.
StatementResult SqliteConnection::begin() {
  return run_script("BEGIN IMMEDIATE; PRAGMA defer_foreign_keys = ON");
}

StatementResult SqliteConnection::begin_reading() { return run_script("BEGIN"); }

StatementResult SqliteConnection::check_constraints() {
  int broken = 0;
  int unused = 0;
  sqlite3_db_status(database_, SQLITE_DBSTATUS_DEFERRED_FKS, &broken, &unused, 0);
  if (broken == 0) return {};
  return {0,
          SqlFailure{.kind = FailureClass::kReference, .message = "FOREIGN KEY constraint failed"}};
}

StatementResult SqliteConnection::commit() { return run_script("COMMIT"); }

void SqliteConnection::rollback() {
  if (sqlite3_get_autocommit(database_) != 0) return;  // SQLite has already done it.
  sqlite3_exec(database_, "ROLLBACK", nullptr, nullptr, nullptr);
}

StatementResult SqliteConnection::erase(const std::string& statement,
                                        std::span<const std::string_view> ids) {
  auto* compiled = start() ? prepared(statement) : nullptr;
  if (compiled == nullptr) return {0, failure()};
  StatementResult result;
  for (std::size_t i = 0; i < ids.size() && result.ok(); ++i) {
    bind_text(compiled, 1, ids[i]);
    if (sqlite3_step(compiled) != SQLITE_DONE) {
      result.failure = failure();
      result.failure->row = i;
    } else {
      result.rows += static_cast<std::uint64_t>(sqlite3_changes64(database_));
    }
    sqlite3_reset(compiled);
  }
  return result;
}

QueryResult SqliteConnection::read(const std::string& statement,
                                   std::span<const std::string_view> ids) {
  QueryResult total;
  for (const auto id : ids) {
    const std::string parameters[] = {std::string(id)};
    auto found = query(statement, parameters);
    if (!found.ok()) return found;
    std::move(found.rows.begin(), found.rows.end(), std::back_inserter(total.rows));
  }
  return total;
}

// One by one go those that are no group, and those of a group of which one is to blame.
StatementResult SqliteConnection::insert(const std::string& statement, const EncodedRows& rows) {
  auto grouped = insert_groups(statement, rows);
  if (!grouped.ok()) {
    if (!is_fault_of_document(*grouped.failure)) return grouped;
    if (grouped.failure->ended_transaction) return begin_anew_row_by_row();
  }
  for (std::size_t i = grouped.rows; i < rows.rows.size(); ++i) {
    auto inserted = insert_at_once(statement, {rows.bytes, rows.rows.subspan(i, 1)});
    if (inserted.ok()) continue;
    inserted.failure->row = i;
    return inserted;
  }
  return {rows.rows.size(), {}};
}

StatementResult SqliteConnection::insert_groups(const std::string& statement,
                                                const EncodedRows& rows) {
  StatementResult total;
  const auto at_once = rows_per_statement(statement);
  if (at_once < 2 || rows.rows.size() < at_once) return total;
  const auto many = repeated_values(statement, at_once);
  for (; rows.rows.size() - total.rows >= at_once; total.rows += at_once) {
    auto inserted = insert_at_once(many, {rows.bytes, rows.rows.subspan(total.rows, at_once)});
    if (inserted.ok()) continue;
    return {total.rows + inserted.rows, std::move(inserted.failure)};
  }
  return total;
}

std::size_t SqliteConnection::rows_per_statement(const std::string& statement) const {
  const auto values = std::string_view(statement).substr(statement.rfind('('));
  const auto columns = static_cast<std::size_t>(std::count(values.begin(), values.end(), '?'));
  if (columns == 0) return 1;
  const int parameters_max = sqlite3_limit(database_, SQLITE_LIMIT_VARIABLE_NUMBER, -1);
  return std::min(rows_per_statement_max_, static_cast<std::size_t>(parameters_max) / columns);
}

// Constraints may say ON CONFLICT FAIL: then the rows before the bad one stay, and are counted.
StatementResult SqliteConnection::insert_at_once(const std::string& statement,
                                                 const EncodedRows& rows) {
  auto* compiled = start() ? prepared(statement) : nullptr;
  if (compiled == nullptr) return {0, failure()};
  if (bind_rows(compiled, rows) != SQLITE_OK) return {0, failure()};
  StatementResult result;
  if (sqlite3_step(compiled) != SQLITE_DONE) result.failure = failure();
  result.rows = static_cast<std::uint64_t>(sqlite3_changes64(database_));
  sqlite3_reset(compiled);
  return result;
}

// Nothing is left of the transaction in which the bad row could be looked for.
StatementResult SqliteConnection::begin_anew_row_by_row() {
  rows_per_statement_max_ = 1;
  return {0, SqlFailure{.kind = FailureClass::kConflict,
                        .message = "a constraint rolled the transaction back",
                        .ended_transaction = true}};
}

sqlite3_stmt* SqliteConnection::prepared(std::string_view statement) {
  if (const auto found = statements_.find(statement); found != statements_.end()) {
    return found->second.get();
  }
  if (statements_.size() >= kPreparedMax) statements_.clear();
  sqlite3_stmt* compiled = nullptr;
  sqlite3_prepare_v3(database_, statement.data(), static_cast<int>(statement.size()),
                     SQLITE_PREPARE_PERSISTENT, &compiled, nullptr);
  if (compiled != nullptr) statements_.emplace(std::string(statement), Statement(compiled));
  return compiled;
}

bool SqliteConnection::start() {
  deadline_ = clock_.monotonic() + timeout_;
  return !stop_.stop_requested();
}

bool SqliteConnection::out_of_time() const { return clock_.monotonic() > deadline_; }

SqlFailure SqliteConnection::failure() const {
  if (stop_.stop_requested()) return {.kind = FailureClass::kCancelled, .message = "stopped"};
  return {.kind = dialect_.classify(std::to_string(sqlite3_extended_errcode(database_))),
          .message = sqlite3_errmsg(database_),
          // Constraints may say ON CONFLICT ROLLBACK.
          .ended_transaction = sqlite3_get_autocommit(database_) != 0};
}

int SqliteConnection::on_progress(void* connection) {
  const auto& self = *static_cast<const SqliteConnection*>(connection);
  return self.stop_.stop_requested() || self.out_of_time() ? 1 : 0;
}

}  // namespace penstock::etl::sql
