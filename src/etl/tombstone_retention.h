#pragma once

#include <cstddef>
#include <cstdint>
#include <stop_token>
#include <string>
#include <vector>

#include "base/result.h"
#include "documents/database.h"
#include "etl/destination.h"

// Which tombstones have to stay, and because of whom. Plain values.
namespace penstock::etl {

/// A script that needs the tombstones after its checkpoint, whether it runs or not.
struct TombstoneConsumer {
  std::string process;                   ///< "<task>/<script>".
  std::vector<std::string> collections;  ///< None means all.
  Etag checkpoint;                       ///< 0 if the destination has not told it yet.
};

/// What that means for one collection.
struct TombstoneRetention {
  std::string collection;
  std::uint64_t tombstones = 0;  ///< Of documents, that are there.
  Etag cleaned_to;
  Etag cleanable_to;    ///< Nobody needs those up to here.
  std::string held_by;  ///< The process that is furthest behind; empty if none needs any.
};

std::vector<TombstoneRetention> find_retention(const documents::DatabaseStatistics& database,
                                               const std::vector<TombstoneConsumer>& consumers);

/// The etag up to which tombstones of these collections were cleaned; of any, if there are none.
Etag tombstones_cleaned_to(const documents::DatabaseStatistics& database,
                           const std::vector<std::string>& collections);

/// Removes what find_retention() says nobody needs, in transactions of a bounded size, until
/// `stop`. Returns how many tombstones. Errors: those of the database.
Result<std::size_t> clean_tombstones(documents::Database& database,
                                     const std::vector<TombstoneRetention>& retention,
                                     const std::stop_token& stop);

}  // namespace penstock::etl
