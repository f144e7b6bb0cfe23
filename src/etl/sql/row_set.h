#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "etl/destination.h"
#include "etl/sql/attachment_value.h"
#include "etl/sql/catalogue.h"
#include "etl/sql/driver/row_format.h"

namespace penstock::etl::sql {

/// The rows of a batch that go into one table and have the same columns. An absent member is an
/// absent column, so that it takes the column's default.
struct RowSet {
  const Table* table = nullptr;
  std::vector<std::size_t> columns;  ///< Of the table: the document id first, the rest ascending.
  std::string bytes;                 ///< As the driver's RowFormat has them.
  std::vector<EncodedRow> rows;      ///< Documents ascending.
  std::vector<EncodedBlob> blobs;    ///< In the order of their places.
};

/// A document that cannot be loaded as it is.
struct RejectedDocument {
  std::uint32_t document = 0;  ///< Its index in the batch.
  ErrorStep step = ErrorStep::kLoad;
  std::string message;
  bool waits_for_another = false;  ///< As DocumentError says.
};

/// A batch as rows, which point into the catalogue.
struct EncodedBatch final : EncodedLoad {
  std::shared_ptr<const Catalogue> catalogue;
  std::vector<RowSet> row_sets;            ///< Parents first.
  std::vector<RejectedDocument> rejected;  ///< Documents ascending; they may still have rows.
  const RowFormat* format = nullptr;       ///< Of the rows.
  /// Has the bytes of attachments. Null if there are none.
  std::shared_ptr<const documents::DatabaseSnapshot> snapshot;
};

/// Every loaded object becomes a row: the document id, and each member in the column of its name.
/// `format` must outlive the result.
EncodedBatch encode_rows(const LoadBatch& batch, std::shared_ptr<const Catalogue> catalogue,
                         const RowFormat& format);

}  // namespace penstock::etl::sql
