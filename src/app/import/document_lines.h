#pragma once

#include <cstddef>
#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "app/import/line_reader.h"
#include "base/result.h"

namespace penstock::app {

/// What one request may carry. A single document may be larger than `bytes_max`.
struct ImportBounds {
  std::size_t documents_max = 1024;
  std::size_t bytes_max = std::size_t{4} << 20;
};

/// Documents that are stored together.
struct ImportBatch {
  std::string
      commands;  ///< PUT commands, separated by commas, as ServerClient::write() takes them.
  std::size_t documents = 0;
  std::uint64_t line_first = 0;
  std::uint64_t line_last = 0;
  std::uint64_t bytes_read = 0;  ///< Of the input, up to the end of this batch.

  bool empty() const { return documents == 0; }
};

/// Reads documents, one JSON object a line, with "@metadata" inside, and cuts them into batches.
/// A document without "@metadata.@id" gets one made by the server: "orders/" for the collection
/// Orders, a GUID without a collection. Empty lines are passed over. Confined to one thread.
class DocumentLines {
 public:
  /// `input` must outlive this object.
  explicit DocumentLines(std::istream& input, ImportBounds bounds = {});

  /// The next batch; empty at the end. Errors: kInvalidArgument or kTooLarge, naming the line and
  /// what is wrong with it; nothing of its batch is returned. kUnavailable: reading failed.
  Result<ImportBatch> next();

 private:
  struct Line {
    std::string command;
    std::uint64_t number = 0;
    std::uint64_t bytes_read = 0;
  };

  Result<std::optional<Line>> read_line();
  bool fits(const ImportBatch& batch, const Line& line) const;

  LineReader reader_;
  ImportBounds bounds_;
  std::optional<Line> waiting_;  ///< Read, but too much for the batch before.
};

/// The id prefix of a collection's documents: "orders/" for Orders, but "OrderLines/" for
/// OrderLines: lower case only where there is at most one capital (the clients' convention).
std::string id_prefix_of(std::string_view collection);

}  // namespace penstock::app
