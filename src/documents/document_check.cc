#include "documents/document_check.h"

#include <cstdint>
#include <limits>

#include "base/text.h"
#include "documents/attachment_check.h"
#include "documents/counter_check.h"
#include "documents/due_check.h"
#include "documents/item_counts.h"
#include "documents/revision_check.h"
#include "documents/time_series_check.h"

namespace penstock::documents {

Result<void> check_document(const CheckContext& context, std::string_view name,
                            std::string_view value) {
  const auto record = TRY(decode_document(value));
  auto& tally = context.tallies.collections[fold_case(record.collection)];
  tally.documents += 1;
  tally.document_bytes += record.bytes();
  if (fold_case(record.id) != name) return corruption("it is under the key of another document");
  TRY(check_texts(record));
  TRY(expect_indexed(context.snapshot, Table::kDocumentsByEtag, Table::kDocumentsByCollection,
                     record.etag, record.collection, name));
  TRY(check_counter_list(context.snapshot, record));
  TRY(check_attachment_list(context.snapshot, record));
  TRY(check_time_series_list(context.snapshot, record));
  TRY(check_revision_flag(context.snapshot, record));
  return check_due_times(context.snapshot, record);
}

Result<void> check_tombstones(const CheckContext& context, std::string_view name,
                              std::string_view value) {
  const auto record = TRY(decode_tombstones(value));
  if (fold_case(record.id) != name) return corruption("it is under the key of another document");
  const auto stored = TRY(context.snapshot.get(table_key(Table::kDocuments, name)));
  auto written = Etag{std::numeric_limits<std::uint64_t>::max()};
  if (stored) written = TRY(decode_document(*stored)).etag;
  for (const auto& entry : record.entries) {
    context.tallies.collections[fold_case(entry.collection)].tombstones += 1;
  }
  for (const auto& entry : record.entries) {
    if (entry.etag >= written) {
      return corruption("it is newer than the document of its id");
    }
    TRY(expect_indexed(context.snapshot, Table::kTombstonesByEtag, Table::kTombstonesByCollection,
                       entry.etag, entry.collection, name));
  }
  return {};
}

Result<void> check_collection(const CheckContext&, std::string_view name, std::string_view value) {
  const auto record = TRY(decode_collection(value));
  if (fold_case(record.name) == name) return {};
  return corruption("it is under the key of another collection");
}

Result<void> check_number(const CheckContext&, std::string_view, std::string_view value) {
  TRY(decode_number(value));
  return {};
}

Result<void> check_meta(const CheckContext& context, std::string_view name,
                        std::string_view value) {
  const auto key = table_key(Table::kMeta, name);
  if (key != format_key() && key != last_etag_key() && !name.starts_with(kCountPrefix)) {
    return corruption("nobody knows it");
  }
  return check_number(context, name, value);
}

// The rooms above know their own items; here they are bytes.
Result<void> check_item(const CheckContext&, std::string_view name, std::string_view) {
  return name.empty() ? corruption("an item has no name") : Result<void>();
}

}  // namespace penstock::documents
