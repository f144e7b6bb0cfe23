#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <libpq-fe.h>

namespace penstock::bench {

/// The rows of a number of orders, as COPY text that is ready to send: one pair a transaction.
struct ReadyText {
  struct Batch {
    std::string orders;
    std::string lines;
  };
  std::vector<Batch> batches;
  std::uint64_t documents = 0;
};

/// What the task's script makes of orders 1 to `documents`, `batch_documents` a transaction.
ReadyText ready_text(std::uint64_t documents, std::uint64_t batch_documents);

/// Plain COPY of ready text, both tables in one transaction a batch. Documents a second.
double copy_ready_text(PGconn* connection, const ReadyText& text);

/// A delete of the document's rows and a prepared insert per row, each waiting for its answer, in
/// transactions of `batch_documents`. Documents a second.
double round_trip_per_row(PGconn* connection, std::uint64_t documents,
                          std::uint64_t batch_documents);

}  // namespace penstock::bench
