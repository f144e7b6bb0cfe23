#include "documents/store_check.h"

#include <algorithm>
#include <optional>
#include <set>
#include <utility>

#include <fmt/format.h>

#include "base/text.h"
#include "documents/change_stream.h"
#include "documents/check_tallies.h"
#include "documents/compare_exchange_check.h"
#include "documents/compare_exchange_records.h"
#include "documents/etag_index.h"
#include "documents/item_counts.h"
#include "documents/keys.h"
#include "documents/records.h"
#include "documents/stored_table.h"

namespace penstock::documents {
namespace {

class StoreCheck {
 public:
  StoreCheck(const kv::Snapshot& snapshot, const std::function<void(const Damage&)>& report)
      : snapshot_(snapshot), report_(report) {}

  Result<CheckedStore> run() {
    TRY(check_entries());
    for (const auto& layout : all_layouts()) {
      TRY(check_by_etag(layout));
      TRY(check_by_collection(layout));
    }
    TRY(check_etags());
    TRY(check_collections());
    TRY(check_counts());
    TRY(check_compare_exchange());
    check_contents();
    return checked_;
  }

 private:
  using Check = std::function<Result<void>(std::string_view key, std::string_view value)>;

  void report(std::string where, std::string what) {
    ++checked_.damages;
    report_({.where = std::move(where), .what = std::move(what)});
  }

  /// Calls `check` with each entry, and reports what it finds wrong.
  Result<void> visit(const kv::Range& range, const Check& check) {
    Result<void> failed;
    TRY(snapshot_.visit(range, [&](std::string_view key, std::string_view value) {
      const auto found = check(key, value);
      if (found) return true;
      if (found.error().code == ErrorCode::kCorruption) {
        report(describe_key(key), found.error().message);
        return true;
      }
      failed = found.error();
      return false;
    }));
    return failed;
  }

  Result<void> check_entries() {
    return visit({.begin = {}, .end = {}},
                 [&](std::string_view key, std::string_view value) -> Result<void> {
                   ++checked_.entries;
                   if (key.empty()) return corruption("it is of no table");
                   const auto table = find_stored_table(table_of_key(key));
                   if (!table) return corruption("it is of no table");
                   if (table->check == nullptr) return {};
                   return table->check(context_, name_of_key(key), value);
                 });
  }

  // That the items are in their indexes is looked at with the items; here is the way back.
  Result<void> check_by_etag(const StreamLayout& layout) {
    return visit(table_range(layout.by_etag, {}),
                 [&](std::string_view key, std::string_view name) -> Result<void> {
                   const auto etag = etag_of_key(key);
                   if (!etag || key != etag_key(layout.by_etag, *etag)) {
                     return corruption("its key has no etag");
                   }
                   TRY(read_item(layout, *etag, name));
                   return {};
                 });
  }

  Result<void> check_by_collection(const StreamLayout& layout) {
    return visit(table_range(layout.by_collection, {}),
                 [&](std::string_view key, std::string_view name) -> Result<void> {
                   const auto etag = etag_of_key(key);
                   if (!etag) return corruption("its key has no etag");
                   const auto change = TRY(read_item(layout, *etag, name));
                   const auto own_key = collection_etag_key(layout.by_collection,
                                                            fold_case(change.collection()), *etag);
                   if (key == own_key) return {};
                   return corruption("its item is in another collection");
                 });
  }

  Result<Change> read_item(const StreamLayout& layout, Etag etag, std::string_view name) const {
    const auto key = table_key(layout.items, name);
    const auto stored = TRY(snapshot_.get(key));
    if (!stored) return corruption(fmt::format("there is no {}", describe_key(key)));
    return layout.decode(etag, *stored);
  }

  Result<void> check_etags() {
    EtagIndexes indexes(snapshot_, {});
    for (std::size_t stream = 0; stream < all_layouts().size(); ++stream) {
      indexes.add_all(static_cast<ChangeStream>(stream));
    }
    const auto stored = TRY(snapshot_.get(last_etag_key()));
    const auto decoded = stored ? decode_number(*stored) : Result<std::uint64_t>(0);
    if (!decoded) return {};  // Reported with the entries.
    Etag last;
    for (;;) {
      const auto entry = indexes.next();
      if (!entry) return {};  // An entry without an etag: reported with its index.
      if (!*entry) return {};
      const Etag etag = (*entry)->etag;
      const auto where = fmt::format("etag {}", etag.value);
      if (etag == last) report(where, "two items share it");
      if (etag.value > *decoded) report(where, "it is beyond the last etag");
      last = etag;
    }
  }

  Result<void> check_collections() {
    auto expected = tallies_.collections;
    TRY(visit(table_range(Table::kCollections, {}),
              [&](std::string_view key, std::string_view value) -> Result<void> {
                const auto record = decode_collection(value);
                if (!record) return {};  // Reported with the entries.
                const CheckTallies::Collection counted{.documents = record->documents,
                                                       .tombstones = record->tombstones,
                                                       .document_bytes = record->document_bytes};
                const auto found = expected.extract(std::string(name_of_key(key)));
                const auto there = found ? found.mapped() : CheckTallies::Collection();
                if (counted == there) return {};
                return corruption(fmt::format(
                    "it counts {} documents, {} tombstones and {} bytes, there are {}, {} and {}",
                    counted.documents, counted.tombstones, counted.document_bytes, there.documents,
                    there.tombstones, there.document_bytes));
              }));
    for (const auto& [name, tally] : expected) {
      report(describe_key(table_key(Table::kCollections, name)), "it is missing");
    }
    return {};
  }

  Result<void> check_counts() {
    auto expected = tallies_.items;
    const auto compare = [&](CountedItem item, std::string_view collection, std::uint64_t count) {
      const auto found = expected.extract({item, std::string(collection)});
      const std::uint64_t there = found ? found.mapped() : 0;
      if (count != there) report_count(item, collection, count, there);
    };
    auto visited = visit_counts(snapshot_, compare);
    if (!visited && visited.error().code != ErrorCode::kCorruption) return visited;
    if (!visited) report("meta 'count/'", visited.error().message);
    for (const auto& [counted, there] : expected) {
      report_count(counted.first, counted.second, 0, there);
    }
    return {};
  }

  Result<void> check_compare_exchange() {
    auto found = check_compare_exchange_tally(context_);
    if (found || found.error().code != ErrorCode::kCorruption) return found;
    report(describe_key(compare_exchange_counts_key()), found.error().message);
    return {};
  }

  // A content lives as long as something refers to it, and no chunk is of nothing.
  void check_contents() {
    std::set<std::string> ids = tallies_.loose_contents;
    for (const auto& [hash, content] : tallies_.contents) {
      ids.insert(content.id);
      const auto there = tallies_.references[hash];
      if (content.references == there) continue;
      report(describe_key(table_key(Table::kContents, hash)),
             fmt::format("it counts {} references, there are {}", content.references, there));
    }
    for (const auto& id : tallies_.chunk_owners) {
      if (ids.contains(id)) continue;
      report(describe_key(table_key(Table::kContentChunks, id)), "its chunks are of no content");
    }
  }

  void report_count(CountedItem item, std::string_view collection, std::uint64_t counted,
                    std::uint64_t there) {
    report(fmt::format("meta 'count/' of item {} in collection '{}'", static_cast<int>(item),
                       collection),
           fmt::format("it counts {}, there are {}", counted, there));
  }

  const kv::Snapshot& snapshot_;
  const std::function<void(const Damage&)>& report_;
  CheckTallies tallies_;
  const CheckContext context_{.snapshot = snapshot_, .tallies = tallies_};
  CheckedStore checked_;
};

}  // namespace

Result<CheckedStore> check_store(const kv::Snapshot& snapshot,
                                 const std::function<void(const Damage&)>& report) {
  return StoreCheck(snapshot, report).run();
}

}  // namespace penstock::documents
