#pragma once

#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/check_tallies.h"
#include "documents/keys.h"
#include "kv/engine.h"

namespace penstock::documents {

/// Where an entry that is looked at belongs.
struct CheckContext {
  const kv::Snapshot& snapshot;
  CheckTallies& tallies;  ///< Counts the entry.
};

/// Looks at one entry: whether its value is of the table's grammar, under the key that is its own,
/// and whether the entries that belong to it are there. `name` is the key without the table.
/// Errors: kCorruption saying what is wrong; those of the engine.
using CheckEntry = Result<void> (*)(const CheckContext& context, std::string_view name,
                                    std::string_view value);

/// A table as `penstock check` knows it.
struct StoredTable {
  Table table;
  std::string_view name;  ///< As in the grammars.
  CheckEntry check;       ///< Null: an index of a stream, which is looked at from there.
};

/// All tables: a new kind of item adds its own in stored_table.cc.
std::span<const StoredTable> stored_tables();

/// "documents/by-id 'orders/1'": bytes that are no text are shown in hex.
std::string describe_key(std::string_view key);

}  // namespace penstock::documents
