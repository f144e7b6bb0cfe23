#include "documents/counter_reader.h"

#include <utility>

#include "base/text.h"
#include "documents/counter_records.h"

namespace penstock::documents {

Result<std::optional<Counter>> CounterReader::get(std::string_view document_id,
                                                  std::string_view name) const {
  const auto stored = TRY(snapshot_.get(counter_key(fold_case(document_id), fold_case(name))));
  if (!stored) return std::nullopt;
  const auto record = TRY(decode_counter(*stored));
  return record.deleted ? std::nullopt : std::optional(record.to_counter());
}

Result<std::vector<Counter>> CounterReader::all(std::string_view document_id) const {
  std::vector<Counter> counters;
  Result<void> decoded;
  TRY(snapshot_.visit(counters_range(fold_case(document_id)),
                      [&](std::string_view, std::string_view value) {
                        const auto record = decode_counter(value);
                        if (!record) {
                          decoded = record.error();
                          return false;
                        }
                        if (!record->deleted) counters.push_back(record->to_counter());
                        return true;
                      }));
  TRY(decoded);
  return counters;
}

}  // namespace penstock::documents
