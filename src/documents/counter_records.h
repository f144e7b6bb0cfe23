#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/result.h"
#include "documents/change.h"
#include "documents/etag.h"
#include "kv/engine.h"

// How counters are stored; counter_records.cc has it as a grammar.
namespace penstock::documents {

/// A stored counter or what is left of a deleted one, seen in place: the views point into the
/// bytes that were decoded or will be encoded.
struct CounterRecord {
  bool deleted = false;
  Etag etag;
  WallTime last_modified;
  std::string_view collection;
  std::string_view id;    ///< Of the document, as first written.
  std::string_view name;  ///< As first written.
  std::int64_t value = 0;

  Counter to_counter() const;
};

std::string encode(const CounterRecord& record);
/// Errors: kCorruption.
Result<CounterRecord> decode_counter(std::string_view bytes);

/// Key of a counter.
std::string counter_key(std::string_view folded_id, std::string_view folded_name);
/// The counters of a document, those deleted too, by folded name.
kv::Range counters_range(std::string_view folded_id);

/// For the streams of the change feed.
Result<Change> decode_counter_change(Etag etag, std::string_view stored);

}  // namespace penstock::documents
