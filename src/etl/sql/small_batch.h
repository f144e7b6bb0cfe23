#pragma once

#include <cstddef>
#include <optional>

#include "etl/sql/dialect/dialect.h"
#include "etl/sql/driver/batch_request.h"
#include "etl/sql/row_set.h"

namespace penstock::etl::sql {

/// The deletes and inserts of BatchWriter::write_whole() as one request, which views `batch` and
/// `encoded`. Nothing if the rows have more bytes than that, or something about the batch takes
/// more: rejected documents, tables in UpsertMode, bytes of attachments, columns that
/// Dialect::request_insert_statement() does not take.
std::optional<BatchRequest> small_batch_request(const Dialect& dialect, const LoadBatch& batch,
                                                const EncodedBatch& encoded, std::size_t bytes_max);

}  // namespace penstock::etl::sql
