#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <libpq-fe.h>

#include "sql/order_rows.h"

// Ways of writing orders into PostgreSQL by hand. All of them give documents a second.
namespace penstock::bench {

/// The rows of a number of orders, ready to send: one part a transaction.
struct ReadyText {
  struct Batch {
    std::string ids;     ///< As the text of an array.
    std::string orders;  ///< As text for COPY.
    std::string lines;
  };
  std::vector<Batch> batches;
  std::uint64_t documents = 0;
};

ReadyText ready_text(std::span<const std::vector<OrderRows>> batches);

/// Plain COPY, both tables in one transaction a batch.
double copy_ready_text(PGconn* connection, const ReadyText& text);

/// The same after deleting the rows with these ids: a statement for each table.
double delete_and_copy_ready_text(PGconn* connection, const ReadyText& text);

/// A delete of the document's rows and a prepared insert per row, each waiting for its answer.
double round_trip_per_row(PGconn* connection, std::span<const std::vector<OrderRows>> batches);

}  // namespace penstock::bench
