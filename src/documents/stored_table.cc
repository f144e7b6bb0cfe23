#include "documents/stored_table.h"

#include <algorithm>
#include <array>
#include <cctype>

#include <fmt/format.h>

#include "base/bytes.h"
#include "base/json.h"
#include "base/text.h"
#include "documents/counter_reader.h"
#include "documents/counter_records.h"
#include "documents/derived_metadata.h"
#include "documents/due_records.h"
#include "documents/item_counts.h"
#include "documents/records.h"
#include "documents/revision_keys.h"

namespace penstock::documents {
namespace {

Error wrong(std::string what) { return corruption(std::move(what)); }

Result<void> expect_entry(const kv::Snapshot& snapshot, const std::string& key,
                          std::string_view value) {
  const auto stored = TRY(snapshot.get(key));
  if (!stored) return wrong(fmt::format("its entry in {} is missing", describe_key(key)));
  if (*stored == value) return {};
  return wrong(fmt::format("its entry in {} is of another", describe_key(key)));
}

Result<void> expect_indexed(const kv::Snapshot& snapshot, Table by_etag, Table by_collection,
                            Etag etag, std::string_view collection, std::string_view name) {
  TRY(expect_entry(snapshot, etag_key(by_etag, etag), name));
  return expect_entry(snapshot, collection_etag_key(by_collection, fold_case(collection), etag),
                      name);
}

Result<void> expect_object(std::string_view text, const char* what) {
  const auto minified = minify_json(text);
  if (minified && minified->starts_with('{') && *minified == text) return {};
  return wrong(fmt::format("{} is not a minified JSON object", what));
}

Result<void> check_texts(const DocumentRecord& record) {
  TRY(expect_object(record.metadata, "its metadata"));
  if (!record.derived.empty()) TRY(expect_object(record.derived, "its derived metadata"));
  return expect_object(record.body, "its body");
}

/// Whether the derived metadata say what hangs on the document.
Result<void> check_derived(const kv::Snapshot& snapshot, const DocumentRecord& record,
                           std::string_view name) {
  const auto derived = DerivedMetadata::parse(record.derived);
  std::string counters;
  for (const auto& counter : TRY(CounterReader(snapshot).all(record.id))) {
    counters += counters.empty() ? '[' : ',';
    append_json_string(counters, counter.name);
  }
  if (!counters.empty()) counters += ']';
  if (counters != derived.counters()) return wrong("its metadata lists other counters");
  const bool has_revisions = TRY(snapshot.get(revision_head_key(name))).has_value();
  if (has_revisions == derived.has_flag(DocumentFlag::kHasRevisions)) return {};
  return wrong("its flags are wrong about its revisions");
}

Result<void> check_document(const CheckContext& context, std::string_view name,
                            std::string_view value) {
  const auto record = TRY(decode_document(value));
  auto& tally = context.tallies.collections[fold_case(record.collection)];
  tally.documents += 1;
  tally.document_bytes += record.bytes();
  if (fold_case(record.id) != name) return wrong("it is under the key of another document");
  TRY(check_texts(record));
  TRY(expect_indexed(context.snapshot, Table::kDocumentsByEtag, Table::kDocumentsByCollection,
                     record.etag, record.collection, name));
  TRY(check_derived(context.snapshot, record, name));
  for (const auto kind : {DueKind::kExpiration, DueKind::kRefresh}) {
    const auto time = due_time(kind, record.metadata);
    if (time) TRY(expect_entry(context.snapshot, due_key(kind, *time, name), {}));
  }
  return {};
}

Result<void> check_tombstones(const CheckContext& context, std::string_view name,
                              std::string_view value) {
  const auto record = TRY(decode_tombstones(value));
  if (fold_case(record.id) != name) return wrong("it is under the key of another document");
  const auto stored = TRY(context.snapshot.get(table_key(Table::kDocuments, name)));
  std::string live_in;
  if (stored) live_in = fold_case(TRY(decode_document(*stored)).collection);
  for (const auto& entry : record.entries) {
    context.tallies.collections[fold_case(entry.collection)].tombstones += 1;
  }
  for (const auto& entry : record.entries) {
    if (fold_case(entry.collection) == live_in) {
      return wrong("there is a document of that id in the collection of its tombstone");
    }
    TRY(expect_indexed(context.snapshot, Table::kTombstonesByEtag, Table::kTombstonesByCollection,
                       entry.etag, entry.collection, name));
  }
  return {};
}

Result<void> check_collection(const CheckContext&, std::string_view name, std::string_view value) {
  const auto record = TRY(decode_collection(value));
  if (fold_case(record.name) == name) return {};
  return wrong("it is under the key of another collection");
}

Result<void> check_number(const CheckContext&, std::string_view, std::string_view value) {
  TRY(decode_number(value));
  return {};
}

// Each room knows its own items. What is said here of them is said of none.
Result<void> check_item(const CheckContext&, std::string_view name, std::string_view) {
  return name.empty() ? wrong("an item has no name") : Result<void>();
}

Result<void> check_counter(const CheckContext& context, std::string_view name,
                           std::string_view value) {
  const auto record = TRY(decode_counter(value));
  const auto counted = record.deleted ? CountedItem::kCounterTombstones : CountedItem::kCounters;
  context.tallies.items[{counted, fold_case(record.collection)}] += 1;
  if (part_name(fold_case(record.id), fold_case(record.name)) != name) {
    return wrong("it is under the key of another counter");
  }
  if (record.deleted) {
    return expect_indexed(context.snapshot, Table::kCounterTombstonesByEtag,
                          Table::kCounterTombstonesByCollection, record.etag, record.collection,
                          name);
  }
  if (!TRY(context.snapshot.get(table_key(Table::kDocuments, fold_case(record.id))))) {
    return wrong("its document is not there");
  }
  return expect_indexed(context.snapshot, Table::kCountersByEtag, Table::kCountersByCollection,
                        record.etag, record.collection, name);
}

Result<void> check_revision(const CheckContext& context, std::string_view name,
                            std::string_view value) {
  const auto record = TRY(decode_document(value));
  context.tallies.items[{CountedItem::kRevisions, fold_case(record.collection)}] += 1;
  const auto own_key = revision_key(fold_case(record.id), record.etag);
  if (name_of_key(own_key) != name) return wrong("it is under the key of another revision");
  TRY(check_texts(record));
  const auto derived = DerivedMetadata::parse(record.derived);
  if (!derived.has_flag(DocumentFlag::kRevision) &&
      !derived.has_flag(DocumentFlag::kDeleteRevision)) {
    return wrong("its flags do not say that it is a revision");
  }
  return expect_entry(context.snapshot, revision_version_key(record.change_vector), name);
}

Result<void> check_revision_version(const CheckContext& context, std::string_view change_vector,
                                    std::string_view value) {
  const auto stored = TRY(context.snapshot.get(table_key(Table::kRevisions, value)));
  if (!stored) return wrong("its revision is missing");
  if (TRY(decode_document(*stored)).change_vector == change_vector) return {};
  return wrong("its revision has another change vector");
}

Result<void> check_revision_head(const CheckContext& context, std::string_view name,
                                 std::string_view value) {
  const auto head = TRY(decode_revision_head(value));
  std::uint64_t count = 0;
  TRY(context.snapshot.visit(revisions_below(name, {}), [&](std::string_view, std::string_view) {
    ++count;
    return true;
  }));
  if (count != head.count) {
    return wrong(fmt::format("it counts {} revisions, there are {}", head.count, count));
  }
  const bool is_live = TRY(context.snapshot.get(table_key(Table::kDocuments, name))).has_value();
  if (head.deleted == Etag{}) return {};
  if (is_live) return wrong("it says that its document was deleted, which is there");
  return expect_entry(context.snapshot, revision_bin_key(head.deleted), name);
}

Result<void> check_revision_bin(const CheckContext& context, std::string_view name,
                                std::string_view value) {
  const auto head = TRY(context.snapshot.get(revision_head_key(value)));
  if (!head) return wrong("its document has no revisions");
  if (etag_key(Table::kRevisionBin, TRY(decode_revision_head(*head)).deleted).substr(1) == name) {
    return {};
  }
  return wrong("its document says otherwise of its deletion");
}

Result<void> check_meta(const CheckContext& context, std::string_view name,
                        std::string_view value) {
  const auto key = table_key(Table::kMeta, name);
  if (key != format_key() && key != last_etag_key() && !name.starts_with(kCountPrefix)) {
    return wrong("nobody knows it");
  }
  return check_number(context, name, value);
}

template <DueKind kind>
Result<void> check_due(const CheckContext& context, std::string_view name, std::string_view value) {
  const auto key = table_key(due_table(kind), name);
  const auto folded_id = folded_id_of_due_key(key);
  const auto stored = TRY(context.snapshot.get(table_key(Table::kDocuments, folded_id)));
  if (!stored || folded_id.empty()) return wrong("its document is missing");
  const auto time = due_time(kind, TRY(decode_document(*stored)).metadata);
  if (!time || due_key(kind, *time, folded_id) != key) {
    return wrong("its document is due at another time");
  }
  return value.empty() ? Result<void>() : wrong("it has a value, which should be empty");
}

constexpr std::array kTables = {
    StoredTable{Table::kMeta, "meta", check_meta},
    StoredTable{Table::kDocuments, "documents/by-id", check_document},
    StoredTable{Table::kDocumentsByEtag, "documents/by-etag", nullptr},
    StoredTable{Table::kDocumentsByCollection, "documents/by-collection", nullptr},
    StoredTable{Table::kTombstones, "tombstones/by-id", check_tombstones},
    StoredTable{Table::kTombstonesByEtag, "tombstones/by-etag", nullptr},
    StoredTable{Table::kTombstonesByCollection, "tombstones/by-collection", nullptr},
    StoredTable{Table::kCollections, "collections", check_collection},
    StoredTable{Table::kIdentities, "identities", check_number},
    StoredTable{Table::kItems, "items", check_item},
    StoredTable{Table::kCounters, "counters", check_counter},
    StoredTable{Table::kCountersByEtag, "counters/by-etag", nullptr},
    StoredTable{Table::kCountersByCollection, "counters/by-collection", nullptr},
    StoredTable{Table::kCounterTombstonesByEtag, "counter-tombstones/by-etag", nullptr},
    StoredTable{Table::kCounterTombstonesByCollection, "counter-tombstones/by-collection", nullptr},
    StoredTable{Table::kRevisions, "revisions/by-document", check_revision},
    StoredTable{Table::kRevisionsByChangeVector, "revisions/by-change-vector",
                check_revision_version},
    StoredTable{Table::kRevisionHeads, "revisions/heads", check_revision_head},
    StoredTable{Table::kRevisionBin, "revisions/bin", check_revision_bin},
    StoredTable{Table::kExpirationByTime, "expiration/by-time", check_due<DueKind::kExpiration>},
    StoredTable{Table::kRefreshByTime, "refresh/by-time", check_due<DueKind::kRefresh>},
};

bool is_shown_as_text(std::string_view bytes) {
  return is_utf8(bytes) && std::none_of(bytes.begin(), bytes.end(), [](char c) {
           return std::iscntrl(static_cast<unsigned char>(c)) != 0;
         });
}

}  // namespace

std::span<const StoredTable> stored_tables() { return kTables; }

std::string describe_key(std::string_view key) {
  if (key.empty()) return "the empty key";
  const auto table = std::find_if(kTables.begin(), kTables.end(), [&](const StoredTable& one) {
    return static_cast<char>(one.table) == key.front();
  });
  if (table == kTables.end()) return fmt::format("no table, key {}", to_hex(key));
  const auto name = name_of_key(key);
  if (is_shown_as_text(name)) return fmt::format("{} '{}'", table->name, name);
  return fmt::format("{} {}", table->name, to_hex(name));
}

}  // namespace penstock::documents
