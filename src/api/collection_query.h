#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"

namespace penstock::api {

/// "from Orders limit 20, 10": the queries that Penstock answers, whole documents of one
/// collection in etag order.
struct CollectionQuery {
  std::string collection;  ///< As written; "@all_docs" for all.
  std::int64_t offset = 0;
  std::optional<std::int64_t> limit;  ///< None: all.

  bool is_all_documents() const { return collection == "@all_docs"; }

  /// Reads `from NAME [as ALIAS] [limit [OFFSET,] COUNT [offset N]]`, where numbers may be
  /// parameters ("$p0"). Names may be quoted. Errors: kInvalidArgument, naming the clause that
  /// is not supported.
  static Result<CollectionQuery> parse(std::string_view query,
                                       const boost::json::object& parameters);
};

}  // namespace penstock::api
