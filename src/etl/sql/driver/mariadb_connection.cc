#include "etl/sql/driver/mariadb_connection.h"

#include <algorithm>
#include <charconv>
#include <iterator>
#include <utility>

#include <fmt/format.h>

#include "etl/sql/driver/mariadb_rows.h"
#include "etl/sql/driver/mariadb_text.h"

namespace penstock::etl::sql {
namespace {

/// Statements with many rows are about this long: longer ones the server takes more slowly.
constexpr std::size_t kStatementBytes = std::size_t{128} << 10;
/// Rows become longer as literals: of one byte for NULL come five.
constexpr std::size_t kLiteralGrowthMax = 5;
/// The values of one execution of a prepared statement: enough to make its way to the server cheap.
constexpr std::size_t kArrayBytes = std::size_t{1} << 20;
/// Fewer rows are not worth preparing a statement, which is another way to the server.
constexpr std::size_t kArrayRowsMin = 64;
/// Under the number from which MariaDB makes a list a table of its own, and within what MySQL
/// allows its optimizer for ranges.
constexpr std::size_t kListedIdsMax = 500;

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
    if (count > 0) list.push_back(',');
    append_mariadb_literal(list, ids[count]);
  }
  ids = ids.subspan(count);
  return list;
}

/// A '?' for each of the row's values.
std::string parameters_for(const EncodedRows& rows) {
  std::string parameters;
  auto row = rows.bytes.substr(rows.rows.front().begin, rows.rows.front().length);
  while (!row.empty()) {
    take_mariadb_value(row);
    parameters += parameters.empty() ? "(?" : ",?";
  }
  return parameters + ")";
}

StatementResult result_of(MariadbAnswer answer) {
  return {answer.affected_rows, std::move(answer.failure)};
}

}  // namespace

Result<std::unique_ptr<Connection>> MariadbConnection::open(const MariadbSettings& settings,
                                                            SessionLimits limits,
                                                            const Dialect& dialect, Clock& clock,
                                                            const std::stop_token& stop) {
  std::unique_ptr<MariadbConnection> connection(
      new MariadbConnection(settings, limits, dialect, clock, stop));
  TRY(connection->session_.open(settings));
  return std::unique_ptr<Connection>(std::move(connection));
}

MariadbConnection::MariadbConnection(const MariadbSettings& settings, SessionLimits limits,
                                     const Dialect& dialect, Clock& clock, std::stop_token stop)
    : settings_(settings),
      dialect_(dialect),
      clock_(clock),
      session_(settings, limits, dialect, clock, std::move(stop)) {}

// A stop must not leave a long statement at work, with its locks.
MariadbConnection::~MariadbConnection() {
  if (!session_.is_interrupted()) return;
  MariadbSession(settings_, {}, dialect_, clock_, {}).end_other(settings_, session_.id());
}

void MariadbConnection::watch(std::stop_token stop) { session_.watch(std::move(stop)); }

StatementResult MariadbConnection::execute(std::string_view statement,
                                           std::span<const std::string> parameters) {
  return result_of(request(statement, parameters));
}

QueryResult MariadbConnection::query(std::string_view statement,
                                     std::span<const std::string> parameters) {
  auto answer = request(statement, parameters);
  return {std::move(answer.rows), std::move(answer.failure)};
}

StatementResult MariadbConnection::begin() { return execute("START TRANSACTION", {}); }

StatementResult MariadbConnection::check_constraints() { return {}; }

StatementResult MariadbConnection::commit() {
  if (!session_.is_interrupted() && !session_.is_in_transaction()) {
    return {0, SqlFailure{.kind = FailureClass::kUnavailable,
                          .message = "the server rolled the transaction back"}};
  }
  auto answer = session_.request("COMMIT");
  // Without an answer from the server the transaction may have committed.
  if (answer.is_unanswered && answer.failure->kind != FailureClass::kCancelled) {
    answer.failure->kind = FailureClass::kTimeout;
  }
  return {0, std::move(answer.failure)};
}

void MariadbConnection::rollback() { session_.request("ROLLBACK"); }

StatementResult MariadbConnection::erase(const std::string& statement,
                                         std::span<const std::string_view> ids) {
  StatementResult total;
  while (!ids.empty()) {
    const auto list = take_list(ids);
    auto answer = session_.request(with_literals(statement, {&list, 1}));
    if (!answer.ok()) return {0, std::move(answer.failure)};
    total.rows += answer.affected_rows;
  }
  return total;
}

QueryResult MariadbConnection::read(const std::string& statement,
                                    std::span<const std::string_view> ids) {
  QueryResult total;
  while (!ids.empty()) {
    const auto list = take_list(ids);
    auto answer = session_.request(with_literals(statement, {&list, 1}));
    if (!answer.ok()) return {{}, std::move(answer.failure)};
    std::move(answer.rows.begin(), answer.rows.end(), std::back_inserter(total.rows));
  }
  return total;
}

StatementResult MariadbConnection::insert(const std::string& statement, const EncodedRows& rows) {
  const auto bytes_max = std::min(kArrayBytes, session_.statement_bytes_max() / 2);
  StatementResult total;
  for (auto rest = rows; !rest.rows.empty();) {
    const auto first = rows.rows.size() - rest.rows.size();
    auto inserted = insert_part(statement, take_rows(rest, bytes_max));
    if (!inserted.ok()) {
      if (inserted.failure->row) *inserted.failure->row += first;
      return inserted;
    }
    total.rows += inserted.rows;
  }
  return total;
}

StatementResult MariadbConnection::insert_part(const std::string& statement,
                                               const EncodedRows& rows) {
  auto inserted = insert_array(statement, rows);
  return inserted ? *std::move(inserted) : insert_texts(statement, rows);
}

// Of a bad row the server takes back all rows of the array. It does not say which one it was; for
// statements made of texts there are ways to find out.
std::optional<StatementResult> MariadbConnection::insert_array(const std::string& statement,
                                                               const EncodedRows& rows) {
  if (rows.rows.size() < kArrayRowsMin || !session_.takes_arrays()) return std::nullopt;
  auto inserted = result_of(session_.run(statement + parameters_for(rows), rows));
  if (!inserted.ok() && is_fault_of_document(*inserted.failure)) return std::nullopt;
  return inserted;
}

StatementResult MariadbConnection::insert_texts(const std::string& statement, EncodedRows rows) {
  const auto bytes_max =
      std::min(kStatementBytes, session_.statement_bytes_max() / kLiteralGrowthMax);
  StatementResult total;
  for (std::size_t first = 0; !rows.rows.empty();) {
    const auto part = take_rows(rows, bytes_max);
    auto inserted = insert_text(statement, part);
    if (!inserted.ok()) {
      inserted.failure->row = culprit(statement, part, *inserted.failure);
      if (inserted.failure->row) *inserted.failure->row += first;
      return inserted;
    }
    total.rows += inserted.rows;
    first += part.rows.size();
  }
  return total;
}

StatementResult MariadbConnection::insert_text(const std::string& statement,
                                               const EncodedRows& rows) {
  std::string text = statement;
  for (const auto& row : rows.rows) {
    append_literals(text, rows.bytes.substr(row.begin, row.length));
    text.push_back(',');
  }
  text.pop_back();
  if (text.size() > session_.statement_bytes_max()) {
    auto message = fmt::format("a row takes {} bytes, and the server's max_allowed_packet is {}",
                               text.size(), session_.statement_bytes_max());
    return {0, SqlFailure{.kind = FailureClass::kDocument, .message = std::move(message)}};
  }
  return result_of(session_.request(text));
}

// A statement in a trigger counts rows of its own, so what the server names is tried: all rows
// before it go in, and it does not. The transaction comes to nothing anyway.
std::optional<std::size_t> MariadbConnection::culprit(const std::string& statement,
                                                      const EncodedRows& rows,
                                                      const SqlFailure& failure) {
  if (failure.kind != FailureClass::kDocument) return std::nullopt;
  if (rows.rows.size() == 1) return 0;
  const auto named = failure.row ? failure.row : diagnosed_row();
  if (!named || *named >= rows.rows.size()) return std::nullopt;
  const auto row = *named;
  const auto are_taken = [&](std::span<const EncodedRow> tried) {
    return insert_text(statement, {rows.bytes, tried}).ok();
  };
  if (row > 0 && !are_taken(rows.rows.first(row))) return std::nullopt;
  if (are_taken(rows.rows.subspan(row, 1))) return std::nullopt;
  return row;
}

// From MariaDB 10.7 on.
std::optional<std::size_t> MariadbConnection::diagnosed_row() {
  const auto answer = session_.request(
      "GET DIAGNOSTICS CONDITION 1 @penstock_row = ROW_NUMBER; SELECT @penstock_row");
  const auto row = answer.ok() ? number_in(answer.rows) : std::nullopt;
  if (!row || *row == 0) return std::nullopt;
  return *row - 1;
}

// The values of parameters go into the text, as its vendors' own .NET providers do it: the session
// says how texts are read, and a statement takes one way to the server and back instead of three.
MariadbAnswer MariadbConnection::request(std::string_view statement,
                                         std::span<const std::string> parameters) {
  if (parameters.empty()) return session_.request(statement);
  std::vector<std::string> literals;
  for (const auto& parameter : parameters) literals.push_back(mariadb_literal(parameter));
  return session_.request(with_literals(statement, literals));
}

}  // namespace penstock::etl::sql
