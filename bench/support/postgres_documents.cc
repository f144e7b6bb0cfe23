#include "support/postgres_documents.h"

#include <unistd.h>

#include <fmt/format.h>

#include "base/bytes.h"
#include "support/fail.h"
#include "support/orders.h"

namespace penstock::bench {
namespace {

constexpr std::size_t kMessageHead = 1 + 4;  // Its kind, and its length without the kind.

std::string insert_statement(std::uint64_t rows) {
  std::string sql = "insert into documents (id, collection, body) values ";
  for (std::uint64_t row = 0; row < rows; ++row) {
    sql += fmt::format("{}(${}, 'Orders', ${})", row == 0 ? "" : ",", 2 * row + 1, 2 * row + 2);
  }
  return sql;
}

Connection connect_and_prepare(const std::string& conninfo) {
  auto connection = connect(conninfo);
  prepare(connection.get(), "load", "select body from documents where id = $1");
  return connection;
}

/// A message of the protocol: PostgreSQL 15, 55.7.
void append_message(std::string& to, char kind, std::string_view content) {
  to += kind;
  append_u32(to, static_cast<std::uint32_t>(content.size() + 4));
  to += content;
}

/// Parameter and result as text; both portals are the unnamed one.
std::string bind_content(std::string_view id) {
  using std::string_view_literals::operator""sv;
  std::string content("\0load\0\0\0\0\1"sv);
  append_text(content, id);
  content += "\0\0"sv;
  return content;
}

std::uint32_t length_at(std::string_view bytes) { return ByteReader(bytes).u32(); }

}  // namespace

ReadyRows::ReadyRows(std::uint64_t documents, std::uint64_t batch_documents)
    : batch_documents_(batch_documents) {
  if (documents % batch_documents != 0) fail("the last batch would not be full");
  for (std::uint64_t number = 1; number <= documents; ++number) {
    rows_.push_back({order_id(number), order_json(number)});
  }
}

void ReadyRows::insert(PGconn* connection) const {
  execute(connection, "deallocate all");
  prepare(connection, "insert_rows", insert_statement(batch_documents_));
  std::vector<const char*> values;
  for (const auto& row : rows_) {
    values.push_back(row.id.c_str());
    values.push_back(row.body.c_str());
    if (values.size() < 2 * batch_documents_) continue;
    check(connection,
          PQexecPrepared(connection, "insert_rows", static_cast<int>(values.size()), values.data(),
                         nullptr, nullptr, 0),
          PGRES_COMMAND_OK);
    values.clear();
  }
}

PostgresReader::PostgresReader(const std::string& conninfo)
    : connection_(connect_and_prepare(conninfo)), wire_(dup(PQsocket(connection_.get()))) {}

void PostgresReader::load(std::string_view id) {
  using std::string_view_literals::operator""sv;
  request_.clear();
  append_message(request_, 'B', bind_content(id));
  append_message(request_, 'E', "\0\0\0\0\0"sv);
  append_message(request_, 'S', "");
  wire_.send(request_);
  answer_.clear();
  seen_ = 0;
  found_ = false;
  do {
    answer_ += wire_.receive();
  } while (!has_ended());
  if (!found_) fail(fmt::format("PostgreSQL has no document {}", id));
}

/// An answer ends with ReadyForQuery.
bool PostgresReader::has_ended() {
  while (answer_.size() - seen_ >= kMessageHead) {
    const auto message = std::string_view(answer_).substr(seen_);
    const auto size = 1 + length_at(message.substr(1));
    if (message.size() < size) return false;
    if (message.front() == 'D') found_ = true;
    if (message.front() == 'Z') return true;
    seen_ += size;
  }
  return false;
}

}  // namespace penstock::bench
