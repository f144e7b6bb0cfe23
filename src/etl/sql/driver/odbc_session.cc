#include "etl/sql/driver/odbc_session.h"

#include <algorithm>
#include <array>
#include <cstring>
#include <type_traits>
#include <utility>

#include <sql.h>
#include <sqlext.h>

#include "etl/sql/driver/odbc_text.h"

namespace penstock::etl::sql {
namespace {

static_assert(sizeof(SQLWCHAR) == sizeof(char16_t), "texts go over as UTF-16");
static_assert(std::is_same_v<SQLLEN, long>, "as ParameterColumn has lengths");
static_assert(ParameterColumn::kNullBytes == SQL_NULL_DATA);

constexpr std::size_t kPreparedMax = 64;
constexpr std::size_t kNameBytesMax = 256;
/// Texts up to here are declared as of one length, so that a server keeps one plan for them all.
constexpr SQLULEN kPlainUnits = 4'000;
constexpr SQLSMALLINT kDiagnosticUnitsMax = 2'048;
constexpr SQLSMALLINT kDiagnosticsMax = 16;

SQLPOINTER as_pointer(std::uintptr_t value) {
  // NOLINTNEXTLINE(performance-no-int-to-ptr): how ODBC has numbers.
  return reinterpret_cast<SQLPOINTER>(value);
}

bool is_fine(SQLRETURN code) { return SQL_SUCCEEDED(code) || code == SQL_NO_DATA; }

SQLWCHAR* units(std::u16string& text) { return reinterpret_cast<SQLWCHAR*>(text.data()); }

std::optional<OdbcDiagnostic> diagnostic_at(SQLSMALLINT kind, SQLHANDLE handle,
                                            SQLSMALLINT record) {
  std::array<SQLWCHAR, SQL_SQLSTATE_SIZE + 1> state{};
  std::u16string words(kDiagnosticUnitsMax, u'\0');
  SQLINTEGER number = 0;
  SQLSMALLINT length = 0;
  if (!SQL_SUCCEEDED(SQLGetDiagRecW(kind, handle, record, state.data(), &number, units(words),
                                    kDiagnosticUnitsMax, &length))) {
    return std::nullopt;
  }
  const auto end = std::clamp<SQLSMALLINT>(length, 0, kDiagnosticUnitsMax - 1);
  words.resize(static_cast<std::size_t>(end));
  OdbcDiagnostic diagnostic{{}, number, to_utf8(words)};
  for (std::size_t i = 0; i < SQL_SQLSTATE_SIZE; ++i) {
    diagnostic.state.push_back(static_cast<char>(state[i]));
  }
  return diagnostic;
}

/// The first that is no warning, else the first.
OdbcDiagnostic diagnostic_of(SQLSMALLINT kind, SQLHANDLE handle) {
  const auto first = diagnostic_at(kind, handle, 1);
  if (!first) return {"HY000", 0, "the driver says nothing about it"};
  for (SQLSMALLINT record = 1; record <= kDiagnosticsMax; ++record) {
    auto diagnostic = diagnostic_at(kind, handle, record);
    if (!diagnostic) break;
    if (!diagnostic->state.starts_with("01")) return *diagnostic;
  }
  return *first;
}

OdbcAnswer answer_of(SQLRETURN code, SQLSMALLINT kind, SQLHANDLE handle) {
  OdbcAnswer answer;
  if (!is_fine(code)) answer.trouble = diagnostic_of(kind, handle);
  return answer;
}

/// The whole text of a field of the current row.
std::optional<std::string> field_of(SQLHSTMT statement, SQLUSMALLINT column) {
  std::u16string text;
  std::array<char16_t, 1'024> part{};
  constexpr auto kUnitsMax = static_cast<SQLLEN>(part.size() - 1);
  for (;;) {
    SQLLEN bytes = 0;
    const auto code = SQLGetData(statement, column, SQL_C_WCHAR, part.data(),
                                 static_cast<SQLLEN>(sizeof(part)), &bytes);
    if (!SQL_SUCCEEDED(code) || bytes == SQL_NULL_DATA) break;
    const bool is_cut =
        code == SQL_SUCCESS_WITH_INFO && (bytes == SQL_NO_TOTAL || bytes / 2 > kUnitsMax);
    text.append(part.data(), static_cast<std::size_t>(is_cut ? kUnitsMax : bytes / 2));
    if (!is_cut) return to_utf8(text);
  }
  return text.empty() ? std::nullopt : std::optional(to_utf8(text));
}

// Drivers answer an array of parameters with one count for all rows, or with one for each.
SQLRETURN take_result(SQLHSTMT statement, OdbcAnswer& answer) {
  SQLSMALLINT columns = 0;
  SQLNumResultCols(statement, &columns);
  if (columns == 0) {
    SQLLEN count = 0;
    SQLRowCount(statement, &count);
    if (count > 0) answer.affected_rows += static_cast<std::uint64_t>(count);
    return SQL_SUCCESS;
  }
  answer.rows.clear();
  SQLRETURN code = SQLFetch(statement);
  for (; SQL_SUCCEEDED(code); code = SQLFetch(statement)) {
    auto& row = answer.rows.emplace_back();
    for (SQLSMALLINT i = 1; i <= columns; ++i) {
      row.push_back(field_of(statement, static_cast<SQLUSMALLINT>(i)));
    }
  }
  answer.affected_rows += answer.rows.size();
  return code;
}

std::vector<std::size_t> suspects_of(const std::vector<SQLUSMALLINT>& status) {
  std::vector<std::size_t> suspects;
  for (std::size_t row = 0; row < status.size(); ++row) {
    if (status[row] == SQL_PARAM_ERROR) suspects.push_back(row);
  }
  return suspects;
}

SQLRETURN bind_texts(SQLHSTMT statement, SQLUSMALLINT number, ParameterColumn& column) {
  const bool is_plain = column.width <= kPlainUnits;
  return SQLBindParameter(
      statement, number, SQL_PARAM_INPUT, SQL_C_WCHAR, is_plain ? SQL_WVARCHAR : SQL_WLONGVARCHAR,
      is_plain ? kPlainUnits : column.width, 0, column.cells.data(),
      static_cast<SQLLEN>(column.width * sizeof(SQLWCHAR)), column.bytes.data());
}

SQLRETURN bind_bytes(SQLHSTMT statement, SQLUSMALLINT number, ParameterColumn& column) {
  return SQLBindParameter(statement, number, SQL_PARAM_INPUT, SQL_C_BINARY,
                          column.is_large ? SQL_LONGVARBINARY : SQL_VARBINARY, column.width, 0,
                          column.binary_cells.data(), static_cast<SQLLEN>(column.width),
                          column.bytes.data());
}

}  // namespace

OdbcSession::OdbcSession(std::chrono::seconds statement_timeout)
    : statement_timeout_(statement_timeout) {
  SQLAllocHandle(SQL_HANDLE_ENV, SQL_NULL_HANDLE, &environment_);
  SQLSetEnvAttr(environment_, SQL_ATTR_ODBC_VERSION, as_pointer(SQL_OV_ODBC3), 0);
  SQLAllocHandle(SQL_HANDLE_DBC, environment_, &connection_);
}

OdbcSession::~OdbcSession() {
  forget_prepared();
  if (is_connected_) {
    SQLEndTran(SQL_HANDLE_DBC, connection_, SQL_ROLLBACK);
    SQLDisconnect(connection_);
  }
  SQLFreeHandle(SQL_HANDLE_DBC, connection_);
  SQLFreeHandle(SQL_HANDLE_ENV, environment_);
}

std::vector<std::string> OdbcSession::installed_drivers() const {
  std::vector<std::string> names;
  std::array<SQLCHAR, kNameBytesMax> name{};
  std::array<SQLCHAR, kNameBytesMax> attributes{};
  SQLSMALLINT name_length = 0;
  SQLSMALLINT attributes_length = 0;
  SQLUSMALLINT direction = SQL_FETCH_FIRST;
  while (SQL_SUCCEEDED(SQLDrivers(environment_, direction, name.data(), name.size(), &name_length,
                                  attributes.data(), attributes.size(), &attributes_length))) {
    names.emplace_back(reinterpret_cast<const char*>(name.data()));
    direction = SQL_FETCH_NEXT;
  }
  return names;
}

OdbcAnswer OdbcSession::connect(const std::string& connection_text, std::chrono::seconds timeout) {
  SQLSetConnectAttr(connection_, SQL_ATTR_LOGIN_TIMEOUT,
                    as_pointer(static_cast<std::uintptr_t>(timeout.count())), SQL_IS_UINTEGER);
  auto text = to_utf16(connection_text);
  const auto code =
      SQLDriverConnectW(connection_, nullptr, units(text), static_cast<SQLSMALLINT>(text.size()),
                        nullptr, 0, nullptr, SQL_DRIVER_NOPROMPT);
  if (!SQL_SUCCEEDED(code)) return answer_of(code, SQL_HANDLE_DBC, connection_);
  is_connected_ = true;
  std::array<char, kNameBytesMax> name{};
  SQLGetInfo(connection_, SQL_DBMS_NAME, name.data(), static_cast<SQLSMALLINT>(name.size() - 1),
             nullptr);
  product_ = name.data();
  return {};
}

OdbcAnswer OdbcSession::run(const OdbcStatement& statement, ParameterArray& parameters) {
  if (statement.parameters.empty()) {
    auto* const handle = new_statement();
    auto text = to_utf16(statement.text);
    auto answer = finish(handle, [&] {
      return SQLExecDirectW(handle, units(text), static_cast<SQLINTEGER>(text.size()));
    });
    SQLFreeHandle(SQL_HANDLE_STMT, handle);
    return answer;
  }
  OdbcAnswer answer;
  auto* const handle = prepared(statement.text, answer);
  if (handle == nullptr) return answer;
  std::vector<SQLUSMALLINT> status(parameters.rows, SQL_PARAM_UNUSED);
  SQLSetStmtAttr(handle, SQL_ATTR_PARAM_STATUS_PTR, status.data(), 0);
  SQLSetStmtAttr(handle, SQL_ATTR_PARAMSET_SIZE, as_pointer(parameters.rows), 0);
  if (bind(handle, statement, parameters)) {
    answer = finish(handle, [handle] { return SQLExecute(handle); });
  } else {
    answer.trouble = diagnostic_of(SQL_HANDLE_STMT, handle);
  }
  answer.suspects = suspects_of(status);
  if (!answer.suspects.empty() && answer.ok()) {
    answer.trouble = answer.warning.value_or(OdbcDiagnostic{"HY000", 0, "a row was refused"});
  }
  SQLSetStmtAttr(handle, SQL_ATTR_PARAM_STATUS_PTR, nullptr, 0);
  SQLFreeStmt(handle, SQL_RESET_PARAMS);
  return answer;
}

// A call may succeed but for some rows of its parameters: their troubles stand among its warnings.
template <typename Execute>
OdbcAnswer OdbcSession::finish(Handle statement, Execute execute) {
  set_running(statement);
  OdbcAnswer answer;
  SQLRETURN code = execute();
  while (SQL_SUCCEEDED(code)) {
    if (code == SQL_SUCCESS_WITH_INFO && !answer.warning) {
      answer.warning = diagnostic_of(SQL_HANDLE_STMT, statement);
    }
    code = take_result(statement, answer);
    if (is_fine(code)) code = SQLMoreResults(statement);
  }
  if (!is_fine(code)) answer.trouble = diagnostic_of(SQL_HANDLE_STMT, statement);
  set_running(nullptr);
  SQLFreeStmt(statement, SQL_CLOSE);
  return answer;
}

void OdbcSession::set_running(Handle statement) {
  const std::lock_guard lock(running_mutex_);
  running_ = statement;
}

OdbcSession::Handle OdbcSession::new_statement() {
  Handle statement = nullptr;
  SQLAllocHandle(SQL_HANDLE_STMT, connection_, &statement);
  // Drivers that know no limit refuse it; whoever waits for this session has one of his own.
  SQLSetStmtAttr(statement, SQL_ATTR_QUERY_TIMEOUT,
                 as_pointer(static_cast<std::uintptr_t>(statement_timeout_.count())), 0);
  return statement;
}

OdbcSession::Handle OdbcSession::prepared(const std::string& text, OdbcAnswer& answer) {
  if (const auto found = prepared_.find(text); found != prepared_.end()) return found->second;
  if (prepared_.size() >= kPreparedMax) forget_prepared();
  auto* const statement = new_statement();
  auto wide = to_utf16(text);
  const auto code = SQLPrepareW(statement, units(wide), static_cast<SQLINTEGER>(wide.size()));
  if (!SQL_SUCCEEDED(code)) {
    answer.trouble = diagnostic_of(SQL_HANDLE_STMT, statement);
    SQLFreeHandle(SQL_HANDLE_STMT, statement);
    return nullptr;
  }
  prepared_.emplace(text, statement);
  return statement;
}

void OdbcSession::forget_prepared() {
  for (const auto& [text, statement] : prepared_) SQLFreeHandle(SQL_HANDLE_STMT, statement);
  prepared_.clear();
}

bool OdbcSession::bind(Handle statement, const OdbcStatement& text, ParameterArray& parameters) {
  for (std::size_t i = 0; i < text.parameters.size(); ++i) {
    auto& column = parameters.columns[text.parameters[i]];
    const auto number = static_cast<SQLUSMALLINT>(i + 1);
    const auto code = column.is_binary ? bind_bytes(statement, number, column)
                                       : bind_texts(statement, number, column);
    if (!SQL_SUCCEEDED(code)) return false;
  }
  return true;
}

OdbcAnswer OdbcSession::set_autocommit(bool on) {
  const auto code =
      SQLSetConnectAttr(connection_, SQL_ATTR_AUTOCOMMIT,
                        as_pointer(on ? SQL_AUTOCOMMIT_ON : SQL_AUTOCOMMIT_OFF), SQL_IS_UINTEGER);
  return answer_of(code, SQL_HANDLE_DBC, connection_);
}

OdbcAnswer OdbcSession::commit() { return end_transaction(Completion::kCommit); }
OdbcAnswer OdbcSession::rollback() { return end_transaction(Completion::kRollback); }

OdbcAnswer OdbcSession::end_transaction(Completion completion) {
  // What stays prepared may be about tables that the transaction made for itself.
  forget_prepared();
  const SQLSMALLINT kind = completion == Completion::kCommit ? SQL_COMMIT : SQL_ROLLBACK;
  return answer_of(SQLEndTran(SQL_HANDLE_DBC, connection_, kind), SQL_HANDLE_DBC, connection_);
}

void OdbcSession::cancel() {
  const std::lock_guard lock(running_mutex_);
  if (running_ != nullptr) SQLCancel(running_);
}

}  // namespace penstock::etl::sql
