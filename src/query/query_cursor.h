#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <unordered_set>
#include <vector>

#include "base/result.h"
#include "documents/database_snapshot.h"
#include "query/document_source.h"
#include "query/sorted_rows.h"
#include "query/syntax.h"

namespace penstock::query {

/// The memory that one `select distinct` may take for what it has seen.
inline constexpr std::size_t kDistinctBytesMax = std::size_t{64} << 20;

/// Walks the results of a query, one document after the other, in bounded memory: with `order by`
/// all that match are seen before the first comes, without it they come as they are found, in the
/// order of their changes (of their ids where the query requires ids or their prefix). Confined to
/// one thread.
class QueryCursor {
 public:
  /// `snapshot` and `query` must outlive the cursor.
  QueryCursor(const documents::DatabaseSnapshot& snapshot, const Query& query,
              std::stop_token stop = {});

  enum class Step {
    kFound,    ///< document() is the next result.
    kLooking,  ///< A page of documents was looked at; go on.
    kEnd,      ///< There are no more results.
  };

  /// A bit of the work, so that whoever waits for the next result can do something else meanwhile.
  /// Errors: those of the snapshot; kTooLarge beyond kSortedBytesMax or kDistinctBytesMax;
  /// kCancelled when a stop was requested.
  Result<Step> step();

  /// The result that was found last, between `offset` and `limit`.
  const documents::Document& document() const { return document_; }

  /// The next result; nothing after the last. Errors: as step().
  Result<std::optional<documents::Document>> next();

  /// The same for counting, whatever `offset` and `limit` say: kEnd when matched() is how many
  /// documents match at all, with `distinct` how many different ones. step() finds nothing
  /// afterwards. Errors: as step().
  Result<Step> count_step();
  Result<std::uint64_t> count_all();
  std::uint64_t matched() const { return matched_; }

  /// How many `distinct` has left out so far.
  std::uint64_t skipped() const { return skipped_; }

 private:
  Result<Step> match_step();
  Result<Step> sort_step();
  Result<Step> sorted_step();
  Result<bool> is_new(const documents::Document& document);

  const documents::DatabaseSnapshot& snapshot_;
  const Query& query_;
  std::unique_ptr<DocumentSource> source_;
  std::vector<documents::Document> page_;
  std::size_t page_at_ = 0;
  documents::Document document_;
  std::uint64_t matched_ = 0;
  std::uint64_t skipped_ = 0;

  std::optional<SortedRows> rows_;       ///< While they are gathered.
  std::vector<std::string> sorted_ids_;  ///< Afterwards, up to offset + limit.
  std::size_t sorted_at_ = 0;

  std::unordered_set<std::string> seen_;
  std::size_t seen_bytes_ = 0;
};

}  // namespace penstock::query
