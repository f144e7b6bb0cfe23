#include "etl/sql/small_batch.h"

#include <algorithm>
#include <utility>

namespace penstock::etl::sql {
namespace {

std::size_t bytes_of(const EncodedBatch& encoded) {
  std::size_t bytes = 0;
  for (const auto& set : encoded.row_sets) bytes += set.bytes.size();
  return bytes;
}

bool has_upserts(const Catalogue& catalogue) {
  return std::any_of(catalogue.tables.begin(), catalogue.tables.end(),
                     [](const Table& table) { return table.upsert; });
}

/// A document that moved to another collection is among both.
void add_ids(BatchRequest& request, const LoadBatch& batch) {
  for (const auto& document : batch.documents) {
    if (document.kind == LoadDocument::Kind::kPut) request.replaced_ids.push_back(document.id);
    if (document.kind == LoadDocument::Kind::kDelete) request.deleted_ids.push_back(document.id);
  }
}

}  // namespace

std::optional<BatchRequest> small_batch_request(const Dialect& dialect, const LoadBatch& batch,
                                                const EncodedBatch& encoded,
                                                std::size_t bytes_max) {
  if (bytes_of(encoded) > bytes_max || !encoded.rejected.empty()) return std::nullopt;
  const auto& tables = encoded.catalogue->tables;
  if (has_upserts(*encoded.catalogue)) return std::nullopt;
  BatchRequest request;
  add_ids(request, batch);
  for (auto table = tables.rbegin(); table != tables.rend(); ++table) {
    if (!table->insert_only) request.erases.push_back(dialect.erase_statement(*table));
  }
  for (const auto& set : encoded.row_sets) {
    if (set.rows.empty()) continue;
    if (!set.blobs.empty()) return std::nullopt;
    auto statement = dialect.request_insert_statement(*set.table, set.columns);
    if (statement.empty()) return std::nullopt;
    request.inserts.push_back({std::move(statement), {set.bytes, set.rows}});
  }
  return request;
}

}  // namespace penstock::etl::sql
