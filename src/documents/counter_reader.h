#pragma once

#include <optional>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "documents/counter.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Reads the counters of documents. Ids and names compare without case. Thread-safe. Errors of
/// all: those of the engine; kCorruption if what is stored does not decode.
class CounterReader {
 public:
  /// `snapshot` must outlive this object.
  explicit CounterReader(const kv::Snapshot& snapshot) : snapshot_(snapshot) {}

  /// Nothing if there is no such counter, or no such document.
  Result<std::optional<Counter>> get(std::string_view document_id, std::string_view name) const;

  /// All counters of a document, by name.
  Result<std::vector<Counter>> all(std::string_view document_id) const;

 private:
  const kv::Snapshot& snapshot_;
};

}  // namespace penstock::documents
