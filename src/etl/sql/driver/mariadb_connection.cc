#include "etl/sql/driver/mariadb_connection.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <poll.h>
#include <sys/socket.h>
#include <utility>

#include <fmt/format.h>
#include <mysql.h>

#include "etl/sql/connection_text.h"
#include "etl/sql/dialect/mariadb_dialect.h"
#include "etl/sql/driver/mariadb_failure.h"
#include "etl/sql/driver/mariadb_text.h"

namespace penstock::etl::sql {
namespace {

/// Statements with many rows are about this long: longer ones the server takes more slowly.
constexpr std::size_t kStatementBytes = std::size_t{128} << 10;
/// Under the number from which MariaDB makes a list a table of its own, and within what MySQL
/// allows its optimizer for ranges.
constexpr std::size_t kListedIdsMax = 500;
/// What every server takes.
constexpr std::size_t kPacketBytesDefault = std::size_t{1} << 20;

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

/// The number in the first field, if there is one.
std::optional<std::size_t> number_in(const std::vector<QueryRow>& rows) {
  std::size_t number = 0;
  if (rows.empty() || rows[0].empty() || !rows[0][0]) return std::nullopt;
  const auto& text = *rows[0][0];
  if (std::from_chars(text.data(), text.data() + text.size(), number).ec != std::errc{}) {
    return std::nullopt;
  }
  return number;
}

/// Takes as many ids off the front as one statement should name, as a list of literals.
std::string take_list(std::span<const std::string_view>& ids) {
  std::string list;
  std::size_t count = 0;
  for (; count < std::min(ids.size(), kListedIdsMax) && list.size() < kStatementBytes / 2;
       ++count) {
    list += (count == 0 ? "" : ",") + mariadb_literal(ids[count]);
  }
  ids = ids.subspan(count);
  return list;
}

}  // namespace

MariadbConnection::MariadbConnection(const MariadbSettings& settings, SessionLimits limits,
                                     const Dialect& dialect, Clock& clock, std::stop_token stop)
    : dialect_(dialect),
      session_(clock, std::move(stop), limits),
      secrets_(settings.secrets()),
      statement_bytes_max_(kPacketBytesDefault) {}

MariadbConnection::~MariadbConnection() {
  if (connection_ == nullptr) return;
  // Closing says good-bye, which must not wait for a server that does not listen.
  if (interrupted_) shutdown(mysql_get_socket(connection_), SHUT_RDWR);
  mysql_close(connection_);
}

Result<std::unique_ptr<Connection>> MariadbConnection::open(const MariadbSettings& settings,
                                                            SessionLimits limits,
                                                            const Dialect& dialect, Clock& clock,
                                                            const std::stop_token& stop) {
  std::unique_ptr<MariadbConnection> connection(
      new MariadbConnection(settings, limits, dialect, clock, stop));
  TRY(connection->connect(settings));
  TRY(connection->prepare_session());
  return std::unique_ptr<Connection>(std::move(connection));
}

Result<void> MariadbConnection::connect(const MariadbSettings& settings) {
  connection_ = library_is_ready() ? mysql_init(nullptr) : nullptr;
  if (connection_ == nullptr) return Error{ErrorCode::kUnavailable, "out of memory"};
  set_options(settings);
  session_.limit(std::chrono::seconds(settings.connect_timeout_s));
  constexpr unsigned long kFlags = CLIENT_MULTI_STATEMENTS | CLIENT_FOUND_ROWS;
  MYSQL* connected = nullptr;
  const int waits_for = mysql_real_connect_start(
      &connected, connection_, settings.socket.empty() ? settings.host.c_str() : nullptr,
      settings.user.c_str(), settings.password.c_str(), text_or_null(settings.database),
      settings.port, text_or_null(settings.socket), kFlags);
  finish(waits_for,
         [&](int happened) { return mysql_real_connect_cont(&connected, connection_, happened); });
  if (connected == nullptr) {
    auto refused = failure();
    // A log-in is refused for reasons of the server, never of a document.
    if (refused.kind == FailureClass::kDocument) refused.kind = FailureClass::kUnavailable;
    return refused.to_error();
  }
  if (settings.tls >= MariadbSettings::Tls::kRequired &&
      mysql_get_ssl_cipher(connection_) == nullptr) {
    return Error{ErrorCode::kUnavailable,
                 "the connection string demands TLS, which the server does not offer"};
  }
  return {};
}

void MariadbConnection::set_options(const MariadbSettings& settings) {
  using Tls = MariadbSettings::Tls;
  const auto patience = static_cast<unsigned int>(session_.patience().count());
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

Result<void> MariadbConnection::prepare_session() {
  const auto prepared = request("SET SESSION autocommit = 1;" +
                                MariadbDialect::session_statements(session_.limits()) +
                                ";SELECT @@max_allowed_packet");
  if (prepared.failure) return prepared.failure->to_error().within("preparing the session");
  statement_bytes_max_ = number_in(prepared.rows).value_or(kPacketBytesDefault) - 1;
  return {};
}

void MariadbConnection::watch(std::stop_token stop) { session_.watch(std::move(stop)); }

StatementResult MariadbConnection::execute(std::string_view statement,
                                           std::span<const std::string> parameters) {
  auto answer = request(statement, parameters);
  return {answer.affected_rows, std::move(answer.failure)};
}

QueryResult MariadbConnection::query(std::string_view statement,
                                     std::span<const std::string> parameters) {
  auto answer = request(statement, parameters);
  return {std::move(answer.rows), std::move(answer.failure)};
}

StatementResult MariadbConnection::begin() { return execute("START TRANSACTION", {}); }

StatementResult MariadbConnection::check_constraints() { return {}; }

StatementResult MariadbConnection::commit() {
  if (!interrupted_ && !is_in_transaction()) {
    return {0, SqlFailure{.kind = FailureClass::kUnavailable,
                          .message = "the server rolled the transaction back"}};
  }
  auto answer = request("COMMIT");
  // Without an answer from the server the transaction may have committed.
  if (answer.failure && answer.failure->kind != FailureClass::kCancelled &&
      is_client_error(mysql_errno(connection_))) {
    answer.failure->kind = FailureClass::kTimeout;
  }
  return {0, std::move(answer.failure)};
}

void MariadbConnection::rollback() { request("ROLLBACK"); }

StatementResult MariadbConnection::erase(const std::string& statement,
                                         std::span<const std::string_view> ids) {
  StatementResult total;
  while (!ids.empty()) {
    const auto list = take_list(ids);
    auto answer = request(with_literals(statement, {&list, 1}));
    if (answer.failure) return {0, std::move(answer.failure)};
    total.rows += answer.affected_rows;
  }
  return total;
}

QueryResult MariadbConnection::read(const std::string& statement,
                                    std::span<const std::string_view> ids) {
  QueryResult total;
  while (!ids.empty()) {
    const auto list = take_list(ids);
    auto answer = request(with_literals(statement, {&list, 1}));
    if (answer.failure) return {{}, std::move(answer.failure)};
    std::move(answer.rows.begin(), answer.rows.end(), std::back_inserter(total.rows));
  }
  return total;
}

StatementResult MariadbConnection::insert(const std::string& statement, const EncodedRows& rows) {
  StatementResult total;
  for (std::size_t first = 0; first < rows.rows.size();) {
    const auto last = end_of_range(rows, first);
    auto inserted = insert_range(statement, rows, first, last);
    if (!inserted.ok()) {
      inserted.failure->row = culprit(statement, rows, first, last, *inserted.failure);
      return inserted;
    }
    total.rows += inserted.rows;
    first = last;
  }
  return total;
}

std::size_t MariadbConnection::end_of_range(const EncodedRows& rows, std::size_t first) const {
  const auto bytes_max = std::min(kStatementBytes, statement_bytes_max_ / 2);
  std::size_t bytes = 0;
  auto last = first;
  do {
    bytes += rows.rows[last].length;
    ++last;
  } while (last < rows.rows.size() && bytes + rows.rows[last].length <= bytes_max);
  return last;
}

StatementResult MariadbConnection::insert_range(const std::string& statement,
                                                const EncodedRows& rows, std::size_t first,
                                                std::size_t last) {
  std::string text = statement + "(";
  for (auto row = first; row < last; ++row) {
    text += rows.bytes.substr(rows.rows[row].begin, rows.rows[row].length);
  }
  text.resize(text.size() - std::string_view(",(").size());
  if (text.size() > statement_bytes_max_) {
    auto message = fmt::format("a row takes {} bytes, and the server's max_allowed_packet is {}",
                               text.size(), statement_bytes_max_);
    return {0, SqlFailure{.kind = FailureClass::kDocument, .message = std::move(message)}};
  }
  auto answer = request(text);
  return {answer.affected_rows, std::move(answer.failure)};
}

// A statement in a trigger counts rows of its own, so what the server names is tried: all rows
// before it go in, and it does not. The transaction comes to nothing anyway.
std::optional<std::size_t> MariadbConnection::culprit(const std::string& statement,
                                                      const EncodedRows& rows, std::size_t first,
                                                      std::size_t last, const SqlFailure& failure) {
  if (failure.kind != FailureClass::kDocument) return std::nullopt;
  if (last - first == 1) return first;
  const auto named = failure.row ? failure.row : diagnosed_row();
  if (!named || first + *named >= last) return std::nullopt;
  const auto row = first + *named;
  if (row > first && !insert_range(statement, rows, first, row).ok()) return std::nullopt;
  if (insert_range(statement, rows, row, row + 1).ok()) return std::nullopt;
  return row;
}

// From MariaDB 10.7 on.
std::optional<std::size_t> MariadbConnection::diagnosed_row() {
  const auto answer =
      request("GET DIAGNOSTICS CONDITION 1 @penstock_row = ROW_NUMBER; SELECT @penstock_row");
  const auto row = answer.failure ? std::nullopt : number_in(answer.rows);
  if (!row || *row == 0) return std::nullopt;
  return *row - 1;
}

// The values of parameters go into the text, as its vendors' own .NET providers do it: the session
// says how texts are read, and a statement takes one way to the server and back instead of three.
MariadbConnection::Answer MariadbConnection::request(std::string_view statement,
                                                     std::span<const std::string> parameters) {
  if (parameters.empty()) return request(statement);
  std::vector<std::string> literals;
  for (const auto& parameter : parameters) literals.push_back(mariadb_literal(parameter));
  return request(with_literals(statement, literals));
}

MariadbConnection::Answer MariadbConnection::request(std::string_view statements) {
  Answer answer;
  answer.failure = interrupted_;
  if (answer.failure) return answer;
  session_.limit_statement();
  int failed = 0;
  finish(mysql_real_query_start(&failed, connection_, statements.data(), statements.size()),
         [&](int happened) { return mysql_real_query_cont(&failed, connection_, happened); });
  while (failed == 0) {
    answer.failure = take_result(answer);
    if (answer.failure || mysql_more_results(connection_) == 0) return answer;
    finish(mysql_next_result_start(&failed, connection_),
           [&](int happened) { return mysql_next_result_cont(&failed, connection_, happened); });
  }
  answer.failure = failure();
  return answer;
}

std::optional<SqlFailure> MariadbConnection::take_result(Answer& answer) {
  if (mysql_field_count(connection_) == 0) {
    answer.affected_rows = mysql_affected_rows(connection_);
    return std::nullopt;
  }
  MYSQL_RES* stored = nullptr;
  finish(mysql_store_result_start(&stored, connection_),
         [&](int happened) { return mysql_store_result_cont(&stored, connection_, happened); });
  const std::unique_ptr<MYSQL_RES, FreeResult> result(stored);
  if (!result) return failure();
  answer.rows = rows_of(result.get());
  return std::nullopt;
}

// A call that gave up ends like any other, so that the library frees what it holds.
template <typename Resume>
void MariadbConnection::finish(int waits_for, Resume resume) {
  while (waits_for != 0) waits_for = resume(wait(waits_for));
}

/// What happened of the things waited for; a time-out, again and again, once time is up.
int MariadbConnection::wait(int waits_for) {
  const int readable = (waits_for & MYSQL_WAIT_READ) != 0 ? POLLIN : 0;
  const int writable = (waits_for & MYSQL_WAIT_WRITE) != 0 ? POLLOUT : 0;
  if (!interrupted_) {
    interrupted_ =
        session_.wait(mysql_get_socket(connection_), static_cast<short>(readable | writable));
  }
  if (interrupted_) return MYSQL_WAIT_TIMEOUT;
  return waits_for & (MYSQL_WAIT_READ | MYSQL_WAIT_WRITE);
}

bool MariadbConnection::is_in_transaction() const {
  unsigned int status = 0;
  mariadb_get_infov(connection_, MARIADB_CONNECTION_SERVER_STATUS, &status);
  return (status & SERVER_STATUS_IN_TRANS) != 0;
}

SqlFailure MariadbConnection::failure() const {
  if (interrupted_) return *interrupted_;
  auto failure = from_mariadb(mysql_errno(connection_), mysql_sqlstate(connection_),
                              mysql_error(connection_), dialect_);
  failure.message = without_secrets(std::move(failure.message), secrets_);
  return failure;
}

}  // namespace penstock::etl::sql
