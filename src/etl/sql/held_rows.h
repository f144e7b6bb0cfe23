#pragma once

#include <string>

#include "etl/destination.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/driver/driver.h"

namespace penstock::etl::sql {

/// One page of Destination::held(): the document ids in the tables of `catalogue`, one table after
/// the other, without the insert-only ones. Errors: those of the connection.
Result<HeldPage> read_held(Connection& connection, const Dialect& dialect,
                           const Catalogue& catalogue, const std::string& begin);

}  // namespace penstock::etl::sql
