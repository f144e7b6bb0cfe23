#include "documents/counter_check.h"

#include <string>
#include <utility>
#include <vector>

#include "base/text.h"
#include "documents/counter_reader.h"
#include "documents/counter_records.h"
#include "documents/derived_metadata.h"
#include "documents/item_counts.h"

namespace penstock::documents {

Result<void> check_counter_list(const kv::Snapshot& snapshot, const DocumentRecord& document) {
  std::vector<std::string> names;
  for (auto& counter : TRY(CounterReader(snapshot).all(document.id))) {
    names.push_back(std::move(counter.name));
  }
  if (names_json(names) == DerivedMetadata::parse(document.derived).counters()) return {};
  return corruption("its metadata lists other counters");
}

Result<void> check_counter(const CheckContext& context, std::string_view name,
                           std::string_view value) {
  const auto record = TRY(decode_counter(value));
  const auto counted = record.deleted ? CountedItem::kCounterTombstones : CountedItem::kCounters;
  context.tallies.items[{counted, fold_case(record.collection)}] += 1;
  if (part_name(fold_case(record.id), fold_case(record.name)) != name) {
    return corruption("it is under the key of another counter");
  }
  if (record.deleted) {
    return expect_indexed(context.snapshot, Table::kCounterTombstonesByEtag,
                          Table::kCounterTombstonesByCollection, record.etag, record.collection,
                          name);
  }
  if (!TRY(context.snapshot.get(table_key(Table::kDocuments, fold_case(record.id))))) {
    return corruption("its document is not there");
  }
  return expect_indexed(context.snapshot, Table::kCountersByEtag, Table::kCountersByCollection,
                        record.etag, record.collection, name);
}

}  // namespace penstock::documents
