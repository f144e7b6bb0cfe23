#pragma once

#include <string>
#include <vector>

#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// The columns of rows that CopyTextFormat made, each as an array of texts in the binary form that
/// PostgreSQL takes as a parameter of type text[] (array_recv() in its source).
std::vector<std::string> columns_as_arrays(const EncodedRows& rows);

}  // namespace penstock::etl::sql
