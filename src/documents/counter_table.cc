#include "documents/counter_table.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "base/utf8.h"
#include "documents/change_stream.h"
#include "documents/item_counts.h"
#include "documents/keys.h"

namespace penstock::documents {
namespace {

/// Counters of a document that are read at a time.
constexpr std::size_t kPageEntries = 1024;

Result<void> check_name(std::string_view name) {
  if (name.empty()) return invalid_argument("The name of a counter is empty.");
  if (name.size() > kCounterNameBytesMax) {
    return invalid_argument(fmt::format("The name of the counter '{}' is longer than {} bytes.",
                                        excerpt(name, 64), kCounterNameBytesMax));
  }
  if (!is_utf8(name)) return invalid_argument("The name of a counter is not UTF-8.");
  return {};
}

Result<std::int64_t> sum(std::string_view id, const CounterOperation& operation,
                         std::int64_t before) {
  std::int64_t after = 0;
  if (!__builtin_add_overflow(before, operation.amount, &after)) return after;
  return invalid_argument(
      fmt::format("Counter '{}' of document '{}' is {}; with {} more it does not fit in 64 bits.",
                  operation.name, id, before, operation.amount));
}

/// The indexes in which a record is.
const StreamLayout& stream_of(const CounterRecord& record) {
  return layout_of(record.deleted ? ChangeStream::kCounterTombstones : ChangeStream::kCounters);
}

CountedItem counted_as(const CounterRecord& record) {
  return record.deleted ? CountedItem::kCounterTombstones : CountedItem::kCounters;
}

bool only_gets(const std::vector<CounterOperation>& operations) {
  return std::ranges::all_of(operations, [](const auto& operation) {
    return operation.type == CounterOperation::Type::kGet;
  });
}

}  // namespace

CounterTable::CounterTable(PendingCommit& pending, DocumentTable& documents)
    : pending_(pending), documents_(documents) {
  documents.add_observer(*this);
}

Result<CounterResults> CounterTable::apply(std::string_view document_id,
                                           const std::vector<CounterOperation>& operations) {
  const auto document = TRY(documents_.head(document_id));
  if (!document && !only_gets(operations)) {
    return not_found(fmt::format("Document {} does not exist, so it has no counters", document_id));
  }
  CounterResults results;
  Owner owner{
      .folded_id = fold_case(document_id), .id = {}, .collection = {}, .folded_collection = {}};
  if (document) {
    owner.id = document->id;
    owner.collection = document->collection;
    owner.folded_collection = fold_case(document->collection);
    results.document_change_vector = document->change_vector;
  }
  const Etag before = pending_.last_etag();
  bool names_changed = false;
  for (const auto& operation : operations) {
    auto counter = TRY(apply_one(owner, operation, names_changed));
    if (operation.type == CounterOperation::Type::kDelete) continue;
    results.counters.push_back(std::move(counter));
  }
  if (pending_.last_etag() != before) {
    results.change_vector = pending_.versions().change_vector(pending_.last_etag());
  }
  if (!names_changed) return results;
  auto list = names_json(TRY(names(owner)));
  auto updated = TRY(documents_.update(
      owner.id, [&](DerivedMetadata& derived) { derived.set_counters(std::move(list)); }));
  results.document_change_vector = std::move(updated.change_vector);
  return results;
}

Result<std::optional<Counter>> CounterTable::apply_one(const Owner& owner,
                                                       const CounterOperation& operation,
                                                       bool& names_changed) {
  TRY(check_name(operation.name));
  const auto stored =
      TRY(pending_.overlay().get(counter_key(owner.folded_id, fold_case(operation.name))));
  std::optional<CounterRecord> before;
  if (stored) before = TRY(decode_counter(*stored));
  const bool is_live = before && !before->deleted;
  using Type = CounterOperation::Type;
  switch (operation.type) {
    case Type::kGet: return is_live ? std::optional(before->to_counter()) : std::nullopt;
    case Type::kDelete:
      names_changed |= is_live;
      if (is_live) TRY(remove(owner, *before));
      return std::nullopt;
    case Type::kPut:
    case Type::kIncrement: break;
  }
  names_changed |= !is_live;
  const auto value = operation.type == Type::kPut
                         ? operation.amount
                         : TRY(sum(owner.id, operation, is_live ? before->value : 0));
  const auto change = operation.type == Type::kIncrement && is_live
                          ? CounterChange::Type::kIncrement
                          : CounterChange::Type::kPut;
  return std::optional(TRY(write(owner, operation.name, before, value, change)));
}

Result<Counter> CounterTable::write(const Owner& owner, std::string_view name,
                                    const std::optional<CounterRecord>& before, std::int64_t value,
                                    CounterChange::Type type) {
  const CounterRecord record{.deleted = false,
                             .etag = pending_.take_etag(),
                             .last_modified = pending_.now(),
                             .collection = owner.collection,
                             .id = owner.id,
                             .name = before ? before->name : name,
                             .value = value};
  TRY(replace(owner, before, record));
  note_item(record, type);
  return record.to_counter();
}

Result<void> CounterTable::remove(const Owner& owner, const CounterRecord& before) {
  auto record = before;
  record.deleted = true;
  record.etag = pending_.take_etag();
  record.last_modified = pending_.now();
  record.value = 0;
  TRY(replace(owner, before, record));
  note_item(record, CounterChange::Type::kDelete);
  return {};
}

void CounterTable::note_item(const CounterRecord& record, CounterChange::Type type) {
  if (!pending_.keeps_items()) return;
  pending_.note_item(
      CounterChange{.type = type,
                    .document_id = std::string(record.id),
                    .collection = std::string(record.collection),
                    .name = std::string(record.name),
                    .value = record.value,
                    .change_vector = pending_.versions().change_vector(record.etag)});
}

Result<void> CounterTable::replace(const Owner& owner, const std::optional<CounterRecord>& before,
                                   const CounterRecord& record) {
  const std::string name = part_name(owner.folded_id, fold_case(record.name));
  if (before) TRY(unlink(*before));
  TRY(link(name, record));
  pending_.overlay().put(table_key(Table::kCounters, name), encode(record));
  pending_.note_change(owner.folded_collection);
  return {};
}

// The tombstone may be of another collection than the counter that takes its place: the document
// was deleted and came back in another one.
Result<void> CounterTable::unlink(const CounterRecord& record) {
  const auto collection = fold_case(record.collection);
  const auto& stream = stream_of(record);
  pending_.overlay().erase(etag_key(stream.by_etag, record.etag));
  pending_.overlay().erase(collection_etag_key(stream.by_collection, collection, record.etag));
  return add_to_count(pending_, counted_as(record), collection, -1);
}

Result<void> CounterTable::link(const std::string& name, const CounterRecord& record) {
  const auto collection = fold_case(record.collection);
  const auto& stream = stream_of(record);
  pending_.overlay().put(etag_key(stream.by_etag, record.etag), name);
  pending_.overlay().put(collection_etag_key(stream.by_collection, collection, record.etag), name);
  return add_to_count(pending_, counted_as(record), collection, 1);
}

Result<std::vector<std::string>> CounterTable::names(const Owner& owner) const {
  std::vector<std::string> names;
  TRY(visit_live(owner.folded_id, [&](const CounterRecord& counter) -> Result<void> {
    if (names.size() == kCountersPerDocumentMax) {
      return Error{ErrorCode::kTooLarge, fmt::format("Document {} has more than {} counters.",
                                                     owner.id, kCountersPerDocumentMax)};
    }
    names.emplace_back(counter.name);
    return {};
  }));
  return names;
}

Result<void> CounterTable::before_remove(const DocumentRecord& document) {
  if (!DerivedMetadata::parse(document.derived).has_flag(DocumentFlag::kHasCounters)) return {};
  const Owner owner{.folded_id = fold_case(document.id),
                    .id = std::string(document.id),
                    .collection = std::string(document.collection),
                    .folded_collection = fold_case(document.collection)};
  return visit_live(owner.folded_id,
                    [&](const CounterRecord& counter) { return remove(owner, counter); });
}

Result<void> CounterTable::visit_live(
    std::string_view folded_id,
    const std::function<Result<void>(const CounterRecord&)>& take) const {
  auto range = counters_range(folded_id);
  while (true) {
    const auto page = TRY(pending_.overlay().scan(range, kPageEntries));
    for (const auto& entry : page) {
      const auto counter = TRY(decode_counter(entry.value));
      if (!counter.deleted) TRY(take(counter));
    }
    if (page.size() < kPageEntries) return {};
    range.begin = page.back().key + '\0';
  }
}

}  // namespace penstock::documents
