#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

#include "api/services.h"
#include "base/result.h"
#include "documents/database.h"
#include "query/syntax.h"

// What a query is answered with (protocol, section 10.3).
namespace penstock::api {

/// "collection/Orders": what stands for the index that other servers would have used.
std::string index_name(const query::Query& query);

/// One result as JSON text: the document, or what `select` makes of it.
std::string result_to_json(const documents::Document& document, const query::Query& query);

/// How many documents match, without `offset` and `limit`, where the statistics have it: nothing if
/// they have to be looked at. Errors: those of the database.
Result<std::optional<std::uint64_t>> known_total(const documents::Database& database,
                                                 const query::Query& query);

struct QueryAnswerOptions {
  bool metadata_only = false;
  std::stop_token stop = {};  ///< Nobody waits for the answer any more.
};

/// The body of the answer. Errors: those of the database; kTooLarge if the documents are over
/// kDocumentsBytesMax, or as QueryCursor's.
Result<std::string> answer_query(const Services& services, const documents::Database& database,
                                 const documents::DatabaseSnapshot& snapshot,
                                 const query::Query& query, const QueryAnswerOptions& options);

}  // namespace penstock::api
