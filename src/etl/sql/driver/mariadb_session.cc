#include "etl/sql/driver/mariadb_session.h"

#include <charconv>
#include <chrono>
#include <memory>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>
#include <mysql.h>

#include "etl/sql/connection_text.h"
#include "etl/sql/dialect/mariadb_dialect.h"
#include "etl/sql/driver/mariadb_bindings.h"
#include "etl/sql/driver/mariadb_failure.h"

namespace penstock::etl::sql {
namespace {

/// What every server takes.
constexpr std::size_t kPacketBytesDefault = std::size_t{1} << 20;
constexpr std::size_t kPreparedMax = 64;
/// For ending what another session does, connecting included.
constexpr std::chrono::seconds kEndTimeout{2};

/// The ways to log in that do not show the password to whoever listens or pretends to be the
/// server.
constexpr const char* kLogins =
    "mysql_native_password,caching_sha2_password,sha256_password,client_ed25519,parsec,"
    "auth_gssapi_client";

struct FreeResult {
  void operator()(MYSQL_RES* result) const { mysql_free_result(result); }
};

/// The library is to be called once before threads use it.
bool library_is_ready() {
  static const bool kReady = mysql_library_init(0, nullptr, nullptr) == 0;
  return kReady;
}

const char* text_or_null(const std::string& text) { return text.empty() ? nullptr : text.c_str(); }

std::vector<QueryRow> rows_of(MYSQL_RES* result) {
  std::vector<QueryRow> rows;
  const auto columns = mysql_num_fields(result);
  while (MYSQL_ROW values = mysql_fetch_row(result)) {
    const auto* lengths = mysql_fetch_lengths(result);
    auto& row = rows.emplace_back();
    for (unsigned int i = 0; i < columns; ++i) {
      row.push_back(values[i] == nullptr
                        ? std::nullopt
                        : std::optional<std::string>(std::in_place, values[i], lengths[i]));
    }
  }
  return rows;
}

}  // namespace

MariadbSession::MariadbSession(const MariadbSettings& settings, SessionLimits limits,
                               const Dialect& dialect, Clock& clock, std::stop_token stop)
    : dialect_(dialect),
      wait_(clock, std::move(stop), limits),
      secrets_(settings.secrets()),
      statement_bytes_max_(kPacketBytesDefault) {}

MariadbSession::~MariadbSession() {
  if (connection_ == nullptr) return;
  // Closing says good-bye, which must not wait for a server that does not listen.
  if (interrupted_) shutdown(mysql_get_socket(connection_), SHUT_RDWR);
  mysql_close(connection_);
  // The server forgets its statements with the session; what is left is memory.
  for (const auto& [text, statement] : prepared_) mysql_stmt_close(statement);
}

Result<void> MariadbSession::open(const MariadbSettings& settings) {
  TRY(connect(settings, std::chrono::seconds(settings.connect_timeout_s)));
  return prepare();
}

// The server itself would notice that nobody waits for the answer only when it has one.
void MariadbSession::end_other(const MariadbSettings& settings, unsigned long session_id) {
  if (session_id == 0 || !connect(settings, kEndTimeout)) return;
  send(fmt::format("KILL {}", session_id));
}

unsigned long MariadbSession::id() const {
  return connection_ == nullptr ? 0 : mysql_thread_id(connection_);
}

Result<void> MariadbSession::connect(const MariadbSettings& settings,
                                     std::chrono::seconds timeout) {
  connection_ = library_is_ready() ? mysql_init(nullptr) : nullptr;
  if (connection_ == nullptr) return Error{ErrorCode::kUnavailable, "out of memory"};
  set_options(settings);
  wait_.limit(timeout);
  constexpr unsigned long kFlags = CLIENT_MULTI_STATEMENTS | CLIENT_FOUND_ROWS;
  MYSQL* connected = nullptr;
  const int waits_for = mysql_real_connect_start(
      &connected, connection_, settings.socket.empty() ? settings.host.c_str() : nullptr,
      settings.user.c_str(), settings.password.c_str(), text_or_null(settings.database),
      settings.port, text_or_null(settings.socket), kFlags);
  finish(waits_for,
         [&](int happened) { return mysql_real_connect_cont(&connected, connection_, happened); });
  if (connected == nullptr) {
    MariadbAnswer refused;
    fail(refused);
    // A log-in is refused for reasons of the server, never of a document.
    if (refused.failure->kind == FailureClass::kDocument) {
      refused.failure->kind = FailureClass::kUnavailable;
    }
    return refused.failure->to_error();
  }
  if (settings.tls >= MariadbSettings::Tls::kRequired &&
      mysql_get_ssl_cipher(connection_) == nullptr) {
    return Error{ErrorCode::kUnavailable,
                 "the connection string demands TLS, which the server does not offer"};
  }
  return {};
}

void MariadbSession::set_options(const MariadbSettings& settings) {
  using Tls = MariadbSettings::Tls;
  const auto patience = static_cast<unsigned int>(wait_.patience().count());
  const unsigned int connect_timeout = settings.connect_timeout_s;
  const unsigned int no_local_files = 0;
  const my_bool tls_required = settings.tls >= Tls::kRequired ? 1 : 0;
  const my_bool tls_verified = settings.tls == Tls::kVerified ? 1 : 0;
  mysql_options(connection_, MYSQL_OPT_NONBLOCK, nullptr);
  mysql_options(connection_, MYSQL_SET_CHARSET_NAME, "utf8mb4");
  mysql_options(connection_, MYSQL_OPT_CONNECT_TIMEOUT, &connect_timeout);
  mysql_options(connection_, MYSQL_OPT_READ_TIMEOUT, &patience);
  mysql_options(connection_, MYSQL_OPT_WRITE_TIMEOUT, &patience);
  mysql_options(connection_, MYSQL_OPT_LOCAL_INFILE, &no_local_files);
  mysql_options(connection_, MARIADB_OPT_RESTRICTED_AUTH, kLogins);
  mysql_optionsv(connection_, MYSQL_OPT_CONNECT_ATTR_ADD, "program_name", "penstock");
  if (settings.tls == Tls::kOff) return;
  mysql_ssl_set(connection_, text_or_null(settings.tls_key), text_or_null(settings.tls_certificate),
                text_or_null(settings.tls_authority), nullptr, nullptr);
  mysql_options(connection_, MYSQL_OPT_SSL_ENFORCE, &tls_required);
  mysql_options(connection_, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &tls_verified);
}

Result<void> MariadbSession::prepare() {
  const auto prepared =
      request("SET SESSION autocommit = 1;" + MariadbDialect::session_statements(wait_.limits()) +
              ";SELECT @@max_allowed_packet");
  if (prepared.failure) return prepared.failure->to_error().within("preparing the session");
  const auto& rows = prepared.rows;
  if (!rows.empty() && !rows[0].empty() && rows[0][0]) {
    const auto& bytes = *rows[0][0];
    std::from_chars(bytes.data(), bytes.data() + bytes.size(), statement_bytes_max_);
  }
  --statement_bytes_max_;  // The kind of the request is part of its packet.
  return {};
}

void MariadbSession::watch(std::stop_token stop) { wait_.watch(std::move(stop)); }

MariadbAnswer MariadbSession::request(std::string_view statements) {
  wait_.limit_statement();
  return send(statements);
}

MariadbAnswer MariadbSession::send(std::string_view statements) {
  MariadbAnswer answer;
  answer.failure = interrupted_;
  if (answer.failure) return answer;
  int failed = 0;
  finish(mysql_real_query_start(&failed, connection_, statements.data(), statements.size()),
         [&](int happened) { return mysql_real_query_cont(&failed, connection_, happened); });
  while (failed == 0) {
    take_result(answer);
    if (answer.failure || mysql_more_results(connection_) == 0) return answer;
    finish(mysql_next_result_start(&failed, connection_),
           [&](int happened) { return mysql_next_result_cont(&failed, connection_, happened); });
  }
  fail(answer);
  return answer;
}

void MariadbSession::take_result(MariadbAnswer& answer) {
  if (mysql_field_count(connection_) == 0) {
    answer.affected_rows = mysql_affected_rows(connection_);
    return;
  }
  MYSQL_RES* stored = nullptr;
  finish(mysql_store_result_start(&stored, connection_),
         [&](int happened) { return mysql_store_result_cont(&stored, connection_, happened); });
  const std::unique_ptr<MYSQL_RES, FreeResult> result(stored);
  if (!result) return fail(answer);
  answer.rows = rows_of(result.get());
}

// The library writes an unsigned long, whatever its documentation says.
bool MariadbSession::takes_arrays() const {
  unsigned long extended = 0;
  mariadb_get_infov(connection_, MARIADB_CONNECTION_EXTENDED_SERVER_CAPABILITIES, &extended);
  return (extended & (MARIADB_CLIENT_STMT_BULK_OPERATIONS >> 32U)) != 0;
}

MariadbAnswer MariadbSession::run(const std::string& statement, const EncodedRows& rows) {
  MariadbAnswer answer;
  auto* compiled = prepared(statement, answer);
  if (compiled == nullptr) return answer;
  wait_.limit_statement();
  MariadbBindings bindings(rows);
  int failed = bindings.attach(compiled) ? 0 : 1;
  if (failed == 0) {
    finish(mysql_stmt_execute_start(&failed, compiled),
           [&](int happened) { return mysql_stmt_execute_cont(&failed, compiled, happened); });
  }
  if (failed == 0) {
    answer.affected_rows = mysql_stmt_affected_rows(compiled);
  } else {
    fail(answer, compiled);
  }
  return answer;
}

st_mysql_stmt* MariadbSession::prepared(const std::string& statement, MariadbAnswer& answer) {
  answer.failure = interrupted_;
  if (answer.failure) return nullptr;
  if (const auto found = prepared_.find(statement); found != prepared_.end()) return found->second;
  if (prepared_.size() == kPreparedMax) forget_prepared();
  wait_.limit_statement();
  auto* compiled = mysql_stmt_init(connection_);
  int failed = 1;
  if (compiled != nullptr) {
    finish(mysql_stmt_prepare_start(&failed, compiled, statement.data(), statement.size()),
           [&](int happened) { return mysql_stmt_prepare_cont(&failed, compiled, happened); });
  }
  if (failed == 0) return prepared_.emplace(statement, compiled).first->second;
  if (compiled == nullptr) {
    fail(answer);
  } else {
    fail(answer, compiled);
    close(compiled);
  }
  return nullptr;
}

void MariadbSession::forget_prepared() {
  for (const auto& [text, statement] : std::exchange(prepared_, {})) close(statement);
}

void MariadbSession::close(st_mysql_stmt* statement) {
  my_bool failed = 0;
  finish(mysql_stmt_close_start(&failed, statement),
         [&](int happened) { return mysql_stmt_close_cont(&failed, statement, happened); });
}

// A call that gave up ends like any other, so that the library frees what it holds.
template <typename Resume>
void MariadbSession::finish(int waits_for, Resume resume) {
  while (waits_for != 0) waits_for = resume(wait(waits_for));
}

/// What happened of the things waited for; a time-out, again and again, once time is up.
int MariadbSession::wait(int waits_for) {
  const int readable = (waits_for & MYSQL_WAIT_READ) != 0 ? POLLIN : 0;
  const int writable = (waits_for & MYSQL_WAIT_WRITE) != 0 ? POLLOUT : 0;
  if (!interrupted_) {
    interrupted_ =
        wait_.wait(mysql_get_socket(connection_), static_cast<short>(readable | writable));
  }
  if (interrupted_) return MYSQL_WAIT_TIMEOUT;
  return waits_for & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
}

bool MariadbSession::is_in_transaction() const {
  unsigned int status = 0;
  mariadb_get_infov(connection_, MARIADB_CONNECTION_SERVER_STATUS, &status);
  return (status & SERVER_STATUS_IN_TRANS) != 0;
}

void MariadbSession::fail(MariadbAnswer& answer) const {
  fail(answer, mysql_errno(connection_), mysql_sqlstate(connection_), mysql_error(connection_));
}

void MariadbSession::fail(MariadbAnswer& answer, st_mysql_stmt* statement) const {
  fail(answer, mysql_stmt_errno(statement), mysql_stmt_sqlstate(statement),
       mysql_stmt_error(statement));
}

void MariadbSession::fail(MariadbAnswer& answer, unsigned int number, const char* state,
                          const char* words) const {
  answer.failure = interrupted_ ? *interrupted_ : from_mariadb(number, state, words, dialect_);
  answer.failure->message = without_secrets(std::move(answer.failure->message), secrets_);
  answer.is_unanswered = is_client_error(number);
}

}  // namespace penstock::etl::sql
