#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

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

/// Documents in a file of some format, cut into batches. Confined to one thread.
class BatchSource {
 public:
  virtual ~BatchSource() = default;

  /// The next batch; empty at the end. Errors: kInvalidArgument or kTooLarge, naming the line and
  /// what is wrong with it; nothing of its batch is returned. kUnavailable: reading failed.
  virtual Result<ImportBatch> next() = 0;
};

}  // namespace penstock::app
