#pragma once

#include <cstdint>
#include <istream>
#include <optional>
#include <string>

#include "app/import/batch_source.h"
#include "app/import/line_reader.h"
#include "base/result.h"

namespace penstock::app {

/// Reads documents, one JSON object a line, with "@metadata" inside, and cuts them into batches.
/// A document without "@metadata.@id" gets one made by the server: "orders/" for the collection
/// Orders, a GUID without a collection. Empty lines are passed over. Confined to one thread.
class DocumentLines final : public BatchSource {
 public:
  /// `input` must outlive this object.
  explicit DocumentLines(std::istream& input, ImportBounds bounds = {});

  Result<ImportBatch> next() override;

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
