#pragma once

#include <cstdint>
#include <functional>
#include <string>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::documents {

/// One thing that is wrong with what a database has stored.
struct Damage {
  std::string where;  ///< The table and the key: "documents/by-id 'orders/1'".
  std::string what;   ///< "a stored document does not decode".
};

/// What a check has looked at.
struct CheckedStore {
  std::uint64_t entries = 0;
  std::uint64_t damages = 0;
};

/// Walks all that a database has stored and reports whatever is wrong: entries of no table, records
/// that do not decode or are under another key than their own, items that are not in their indexes
/// and index entries without an item, etags that two items share or that are beyond the last one,
/// counts and lists that disagree with the items. Takes memory for the collections, for the
/// hashes of attachments and for what hangs on one document, not for the documents. Errors: those
/// of the engine.
Result<CheckedStore> check_store(const kv::Snapshot& snapshot,
                                 const std::function<void(const Damage&)>& report);

}  // namespace penstock::documents
