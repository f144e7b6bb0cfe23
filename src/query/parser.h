#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "query/syntax.h"

namespace penstock::query {

/// Reads a query in RQL, over a collection or over all documents:
///
///   from Orders as o where o.Total > $p0 and startsWith(o.ShipTo.Country, 'U')
///   order by o.Total as double desc, id() select o.Company, o.Total as Sum
///   include o.Company limit 20, 10
///
/// or, to change the documents it finds, `from … where … update { this.Total = 0 }`. Parameters
/// are put in place here. Words of the language compare without case, names of members with it.
/// Errors: kInvalidArgument, naming line and column, for what is not RQL, a parameter that is not
/// given, and what Penstock does not do (full-text search, spatial, group by, indexes, projections
/// in JavaScript, …), which it names.
Result<Query> parse_query(std::string_view text, const boost::json::object& parameters);

}  // namespace penstock::query
