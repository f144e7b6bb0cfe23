#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "documents/counter_reader.h"
#include "documents/counter_table.h"
#include "documents/database.h"

// Counters as clients send and see them (protocol, section 8.1).
namespace penstock::api {

/// What a client asks of the counters of one document.
struct DocumentCounters {
  std::string document_id;
  std::vector<documents::CounterOperation> operations;
};

/// From {"DocumentId":"..","Operations":[{"Type":"Increment","CounterName":"likes","Delta":5}]}.
/// Errors: kInvalidArgument, naming what is wrong; names are checked when they are used.
Result<DocumentCounters> parse_document_counters(const boost::json::object& counters);

/// Writes counters as a JSON array. Confined to one thread.
class CounterList {
 public:
  CounterList() = default;
  /// With the values of each node, which is only this one.
  explicit CounterList(const documents::Database::Identity& node);

  /// `name` is spelled as the client wrote it, if it did.
  void add(std::string_view document_id, std::string_view name, std::int64_t value);
  /// Null: there is no such counter.
  void add_missing();

  /// Adds those of `results`, which has an answer for each of `counters` that wants one.
  void add(const DocumentCounters& counters, const documents::CounterResults& results);

  /// The array; nothing may be added afterwards.
  std::string take();

 private:
  void separate();

  std::string node_;  ///< "A-<database id>", or empty.
  std::string json_ = "[";
};

/// Adds a counter as it is stored now, or that there is none. Errors: those of `reader`.
Result<void> add_counter(const documents::CounterReader& reader, std::string_view document_id,
                         std::string_view name, CounterList& list);

}  // namespace penstock::api
