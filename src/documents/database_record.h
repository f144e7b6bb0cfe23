#pragma once

#include <cstdint>
#include <string>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "documents/write_context.h"
#include "kv/engine.h"

// The database record: what is configured for a database (connection strings, ETL tasks), as one
// JSON text that the rooms above read and write in transactions.
namespace penstock::documents {

struct DatabaseRecord {
  /// Rises by one with every change; 0 for a database whose record was never written. It is the
  /// RaftCommandIndex of the change, and the TaskId of what was added with it.
  std::uint64_t index = 0;
  std::string json = "{}";
};

/// Errors of both: those of storage; kCorruption.
Result<DatabaseRecord> read_record(const DatabaseSnapshot& snapshot);
Result<DatabaseRecord> read_record(WriteContext& context);

/// Its text as the object that it is. Errors: kCorruption.
Result<boost::json::object> parse_record(const DatabaseRecord& record);

/// Where it lies in the key space of its database.
kv::Range record_range();

/// Replaces the record and returns its new index. `json` is a JSON object. Who changes a part
/// reads the record in the same transaction.
Result<std::uint64_t> write_record(WriteContext& context, const std::string& json);

}  // namespace penstock::documents
