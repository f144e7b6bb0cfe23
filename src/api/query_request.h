#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "http/message.h"
#include "query/syntax.h"

// Queries as clients send them (protocol, section 10.1).
namespace penstock::api {

/// A query as it came, before its text is understood.
struct QueryRequest {
  std::string text;
  boost::json::object parameters;
  std::uint64_t start = 0;                 ///< Besides the offset that the text has.
  std::optional<std::uint64_t> page_size;  ///< Besides the limit that the text has.

  /// The query that is meant. Errors: kInvalidArgument, with the text of the query; it is for
  /// invalid_query() to answer.
  Result<query::Query> parse() const;
  /// The same, of one that only reads: an `update` is an error.
  Result<query::Query> parse_reading() const;
};

/// {"Query": "from Orders where Total > $p0", "QueryParameters": {"p0": 5}}.
/// Errors: kInvalidArgument for members of the wrong type.
Result<QueryRequest> read_query(const boost::json::object& body);

/// The query of a request: POST has it in the body, GET and HEAD in the query string, as
/// "?query=from%20Orders&start=5". Errors: kInvalidArgument.
Result<QueryRequest> read_query(const http::Request& request);

/// For a query that cannot be understood, as clients know it.
http::Response invalid_query(const Error& error, const http::Request& request);

}  // namespace penstock::api
