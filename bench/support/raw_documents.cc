#include "support/raw_documents.h"

#include <fmt/format.h>

#include "base/text.h"
#include "documents/document.h"
#include "documents/keys.h"
#include "documents/records.h"
#include "support/fail.h"
#include "support/orders.h"

namespace penstock::bench {

std::vector<RawDocument> raw_documents(std::uint64_t count) {
  using documents::Table;
  std::vector<RawDocument> raw;
  for (std::uint64_t number = 1; number <= count; ++number) {
    const auto content = must(documents::DocumentContent::parse(order_json(number)));
    const std::string id = order_id(number);
    const std::string change_vector = fmt::format("A:{}-0123456789012345678901", number);
    const documents::DocumentRecord record{.etag = {number},
                                           .last_modified = {},
                                           .change_vector = change_vector,
                                           .collection = content.collection,
                                           .id = id,
                                           .metadata = content.metadata,
                                           .derived = {},
                                           .body = content.body};
    const std::string folded = fold_case(id);
    raw.push_back(
        {.id_key = table_key(Table::kDocuments, folded),
         .tombstone_key = table_key(Table::kTombstones, folded),
         .etag_key = etag_key(Table::kDocumentsByEtag, {number}),
         .collection_key = collection_etag_key(Table::kDocumentsByCollection, "orders", {number}),
         .folded_id = folded,
         .record = encode(record)});
  }
  return raw;
}

}  // namespace penstock::bench
