#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/check_tallies.h"
#include "documents/etag.h"
#include "documents/keys.h"
#include "documents/records.h"
#include "kv/engine.h"

// What the checks of the kinds of items are made of. Errors of all: kCorruption saying what is
// wrong; those of the engine.
namespace penstock::documents {

/// Where an entry that is looked at belongs.
struct CheckContext {
  const kv::Snapshot& snapshot;
  CheckTallies& tallies;  ///< Counts the entry.
};

/// Looks at one entry: whether its value is of the table's grammar, under the key that is its own,
/// and whether the entries that belong to it are there. `name` is the key without the table.
using CheckEntry = Result<void> (*)(const CheckContext& context, std::string_view name,
                                    std::string_view value);

/// An entry that has to be there, with this value.
Result<void> expect_entry(const kv::Snapshot& snapshot, const std::string& key,
                          std::string_view value);

/// The entries of an item in the two indexes of its stream.
Result<void> expect_indexed(const kv::Snapshot& snapshot, Table by_etag, Table by_collection,
                            Etag etag, std::string_view collection, std::string_view name);

/// "<what> is not a minified JSON object" if `text` is not.
Result<void> expect_object(std::string_view text, std::string_view what);

/// Metadata and body of a document or a revision: minified JSON objects.
Result<void> check_texts(const DocumentRecord& record);

}  // namespace penstock::documents
