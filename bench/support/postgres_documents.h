#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "support/postgres_connection.h"
#include "support/wire.h"

namespace penstock::bench {

/// Documents as one would keep them in PostgreSQL: jsonb under a primary key, with an index on the
/// collection.
inline constexpr const char* kDocumentsTable = R"(
create table documents (id text primary key, collection text not null, body jsonb not null);
create index on documents (collection);
)";

/// Orders, ready to be inserted in batches. Made before the clock runs.
class ReadyRows {
 public:
  /// The orders 1 to `documents`.
  ReadyRows(std::uint64_t documents, std::uint64_t batch_documents);

  /// Inserts all, one statement of many rows and one commit a batch. The statement is prepared, so
  /// its parse and plan are done once.
  void insert(PGconn* connection) const;

 private:
  struct Row {
    std::string id;
    std::string body;
  };
  std::vector<Row> rows_;
  std::uint64_t batch_documents_;
};

/// Loads documents by id with a prepared statement. libpq makes the connection; then the messages
/// of the protocol go over the socket as bytes, as lean as it gets. Confined to one thread.
class PostgresReader {
 public:
  explicit PostgresReader(const std::string& conninfo);

  /// Ends the program if there is no such document.
  void load(std::string_view id);

 private:
  bool has_ended();

  Connection connection_;
  Wire wire_;
  std::string request_;
  std::string answer_;
  std::size_t seen_ = 0;  ///< Of the answer, in whole messages.
  bool found_ = false;
};

}  // namespace penstock::bench
