#pragma once

#include <span>
#include <string>

#include "etl/sql/driver/driver.h"
#include "etl/sql/row_set.h"

namespace penstock::etl::sql {

/// Connection::insert() for `rows` of `set`, which is one of `batch`, with the bytes of their
/// attachments. Those are read meanwhile, for one row or a few small ones at a time.
StatementResult insert_rows(Connection& connection, const std::string& statement,
                            const EncodedBatch& batch, const RowSet& set,
                            std::span<const EncodedRow> rows);

}  // namespace penstock::etl::sql
