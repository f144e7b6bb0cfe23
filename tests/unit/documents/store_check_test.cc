#include "documents/store_check.h"

#include <set>

#include <gtest/gtest.h>

#include "base/json.h"
#include "documents/attachment_records.h"
#include "documents/change_stream.h"
#include "documents/commit_tables.h"
#include "documents/compare_exchange_records.h"
#include "documents/data_check.h"
#include "documents/database.h"
#include "documents/database_registry.h"
#include "documents/feature_configuration.h"
#include "documents/item_counts.h"
#include "documents/records.h"
#include "documents/revision_keys.h"
#include "documents/stored_table.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_records.h"
#include "kv/memory/memory_provider.h"
#include "support/assertions.h"
#include "support/something_of_everything.h"
#include "unit/documents/store_damages.h"

namespace penstock::documents {
namespace {

using testing::kDeletedEntryTime;
using testing::kEntryTime;
using testing::must;

/// A database with something in every table, which is closed and then damaged.
class StoreCheckTest : public ::testing::Test {
 protected:
  StoreCheckTest() {
    const auto database = must(Database::open(
        must(provider_.open("db", /*create=*/true)),
        {.name = "db", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"}, clock_));
    testing::store_something_of_everything(*database);
  }

  std::unique_ptr<kv::Engine> engine() { return must(provider_.open("db", /*create=*/false)); }

  void store(const std::string& key, std::string value) {
    kv::WriteBatch batch;
    batch.put(key, std::move(value));
    must(engine()->commit(batch, std::nullopt));
  }
  void erase(const std::string& key) {
    kv::WriteBatch batch;
    batch.erase(key);
    must(engine()->commit(batch, std::nullopt));
  }
  std::string stored(const std::string& key) {
    return must(must(engine()->snapshot())->get(key)).value();
  }
  /// The first key of a table.
  std::string first(Table table) {
    const auto page =
        must(must(engine()->snapshot())->scan(table_range(table, {}), kv::Direction::kForward, {}));
    EXPECT_FALSE(page.entries.empty());
    return page.entries.front().key;
  }

  /// What the check says, a line each.
  std::vector<std::string> check() { return testing::store_damages(*must(engine()->snapshot())); }
  bool finds(std::string_view line) {
    const auto found = check();
    for (const auto& one : found) {
      if (one.find(line) != std::string::npos) return true;
    }
    for (const auto& one : found) ADD_FAILURE() << "found only: " << one;
    return false;
  }

  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
};

TEST_F(StoreCheckTest, WhatIsWholeHasNoDamage) { EXPECT_EQ(check(), std::vector<std::string>{}); }

TEST_F(StoreCheckTest, ADocumentThatDoesNotDecode) {
  store(table_key(Table::kDocuments, "users/1"), "\x01rubbish");
  EXPECT_TRUE(finds("documents/by-id 'users/1': a stored document does not decode"));
}

TEST_F(StoreCheckTest, ADocumentThatIsCutOff) {
  const auto key = table_key(Table::kDocuments, "users/1");
  const auto whole = stored(key);
  store(key, whole.substr(0, whole.size() - 1));
  EXPECT_TRUE(finds("documents/by-id 'users/1': its body is not a minified JSON object"));
}

TEST_F(StoreCheckTest, ADocumentUnderAnotherKey) {
  store(table_key(Table::kDocuments, "users/9"), stored(table_key(Table::kDocuments, "users/1")));
  EXPECT_TRUE(finds("documents/by-id 'users/9': it is under the key of another document"));
}

TEST_F(StoreCheckTest, ADocumentThatIsNotInItsIndexes) {
  erase(first(Table::kDocumentsByEtag));
  EXPECT_TRUE(finds("documents/by-id 'users/1': its entry in documents/by-etag"));
}

TEST_F(StoreCheckTest, ADocumentThatIsNotInItsCollection) {
  erase(first(Table::kDocumentsByCollection));
  EXPECT_TRUE(finds("in documents/by-collection"));
}

TEST_F(StoreCheckTest, IndexEntriesWithoutADocument) {
  erase(table_key(Table::kDocuments, "users/1"));
  EXPECT_TRUE(finds("there is no documents/by-id 'users/1'"));
  EXPECT_TRUE(finds("collections 'users': it counts 3 documents"));
  EXPECT_TRUE(finds("expiration/by-time"));
}

TEST_F(StoreCheckTest, AnIndexEntryOfAnotherVersion) {
  store(etag_key(Table::kDocumentsByEtag, Etag{99}), "users/1");
  EXPECT_TRUE(finds("the index entry of etag 99 has an item of another"));
  EXPECT_TRUE(finds("etag 99: it is beyond the last etag"));
}

TEST_F(StoreCheckTest, AnEntryInAnotherCollection) {
  const auto key = first(Table::kDocumentsByCollection);
  store(collection_etag_key(Table::kDocumentsByCollection, "others", *etag_of_key(key)),
        stored(key));
  EXPECT_TRUE(finds("its item is in another collection"));
}

TEST_F(StoreCheckTest, TwoItemsWithOneEtag) {
  const auto etag = *etag_of_key(first(Table::kTombstonesByEtag));
  store(etag_key(Table::kDocumentsByEtag, etag), "users/1");
  EXPECT_TRUE(finds("two items share it"));
}

TEST_F(StoreCheckTest, ATombstoneOfADocumentThatWasThereBefore) {
  store(table_key(Table::kDocuments, "users/2"), stored(table_key(Table::kDocuments, "users/1")));
  EXPECT_TRUE(finds("it is newer than the document of its id"));
}

TEST_F(StoreCheckTest, ATombstoneThatIsNotInItsIndex) {
  erase(first(Table::kTombstonesByCollection));
  EXPECT_TRUE(finds("tombstones/by-id 'users/2': its entry in tombstones/by-collection"));
}

TEST_F(StoreCheckTest, ACollectionThatCountsWrong) {
  const auto key = table_key(Table::kCollections, "orders");
  auto record = must(decode_collection(stored(key)));
  record.documents += 1;
  store(key, encode(record));
  EXPECT_TRUE(finds("collections 'orders': it counts 2 documents"));
}

TEST_F(StoreCheckTest, ACollectionThatIsMissing) {
  erase(table_key(Table::kCollections, "orders"));
  EXPECT_TRUE(finds("collections 'orders': it is missing"));
}

TEST_F(StoreCheckTest, ACounterThatTheDocumentDoesNotList) {
  erase(first(Table::kCounters));
  erase(table_key(Table::kCounters, part_name("orders/1", "likes")));
  EXPECT_TRUE(finds("documents/by-id 'orders/1': its metadata lists other counters"));
  EXPECT_TRUE(finds("in collection 'orders': it counts 1, there are 0"));
}

TEST_F(StoreCheckTest, AnAttachmentThatTheDocumentDoesNotList) {
  erase(first(Table::kAttachments));
  EXPECT_TRUE(finds("documents/by-id 'orders/1': its metadata lists other attachments"));
  EXPECT_TRUE(finds("it counts 3 references, there are 2"));
}

TEST_F(StoreCheckTest, AnAttachmentWithoutItsContent) {
  erase(first(Table::kContents));
  EXPECT_TRUE(finds("its content is not there"));
  EXPECT_TRUE(finds("its chunks are of no content"));
}

TEST_F(StoreCheckTest, ARevisionWithoutTheContentOfItsAttachment) {
  erase(first(Table::kContents));
  EXPECT_TRUE(finds("revisions/by-document"));
  EXPECT_TRUE(finds("its content is not there"));
}

TEST_F(StoreCheckTest, ARevisionWhoseAttachmentsNobodyKnows) {
  std::string key;
  must(must(engine()->snapshot())->visit(revisions_below("users/9", {}), [&](auto found, auto) {
    key = found;
    return true;
  }));
  const auto whole = stored(key);
  auto record = must(decode_document(whole));
  record.derived = R"({"@flags":"HasAttachments, HasRevisions, Revision","@attachments":[7]})";
  store(key, encode(record));
  EXPECT_TRUE(finds("a stored list of attachments does not decode"));
}

TEST_F(StoreCheckTest, AContentThatNothingRefersTo) {
  const auto key = first(Table::kContents);
  auto record = must(decode_content(stored(key)));
  record.references = 0;
  store(key, encode(record));
  EXPECT_TRUE(finds("nothing refers to it"));
}

TEST_F(StoreCheckTest, AContentWithOtherBytes) {
  store(first(Table::kContentChunks), "pixelS");
  EXPECT_TRUE(finds("its bytes have another hash"));
}

TEST_F(StoreCheckTest, AContentWithFewerBytes) {
  store(first(Table::kContentChunks), "pix");
  EXPECT_TRUE(finds("it has 6 bytes, 3 of them are there"));
}

TEST_F(StoreCheckTest, AnAttachmentTombstoneThatIsNotInItsIndex) {
  erase(first(Table::kAttachmentTombstonesByEtag));
  EXPECT_TRUE(finds("in attachment-tombstones/by-etag"));
}

TEST_F(StoreCheckTest, ATimeSeriesThatTheDocumentDoesNotList) {
  erase(time_series_key("orders/1", "pulse"));
  EXPECT_TRUE(finds("documents/by-id 'orders/1': its metadata lists other time series"));
  EXPECT_TRUE(finds("its time series is not there"));
}

TEST_F(StoreCheckTest, ATimeSeriesThatCountsWrong) {
  store(time_series_key("orders/1", "pulse"), encode(TimeSeriesRecord{"Pulse", 7}));
  EXPECT_TRUE(finds("it counts 7 entries, there are 1"));
}

TEST_F(StoreCheckTest, ASegmentThatIsCutOff) {
  const auto key = first(Table::kTimeSeriesSegments);
  const auto whole = stored(key);
  store(key, whole.substr(0, whole.size() - 1));
  EXPECT_TRUE(finds("a stored segment does not decode"));
}

TEST_F(StoreCheckTest, SegmentsThatOverlap) {
  const std::vector<TimeSeriesEntry> entries = {{kDeletedEntryTime, {1}, ""},
                                                {kEntryTime, {2}, ""}};
  const auto segment = encode_segments(entries).front();
  const auto name = segment_name("orders/1", "pulse", kDeletedEntryTime);
  store(table_key(Table::kTimeSeriesSegments, name),
        encode(SegmentRecord{.head = {.etag = Etag{99},
                                      .last_modified = kDeletedEntryTime,
                                      .collection = "Orders",
                                      .id = "orders/1",
                                      .name = "Pulse"},
                             .last = kEntryTime,
                             .segment = segment}));
  EXPECT_TRUE(finds("the segment behind it begins before it ends"));
}

TEST_F(StoreCheckTest, ADeletedRangeThatIsNotInItsIndex) {
  erase(first(Table::kTimeSeriesDeletedRangesByCollection));
  EXPECT_TRUE(finds("in deleted-ranges/by-collection"));
}

TEST_F(StoreCheckTest, ARevisionThatIsGone) {
  erase(first(Table::kRevisions));
  EXPECT_TRUE(finds("revisions/heads 'users/1': it counts 1 revisions, there are 0"));
  EXPECT_TRUE(finds("its revision is missing"));
}

TEST_F(StoreCheckTest, ARevisionThatNobodyFindsByChangeVector) {
  erase(first(Table::kRevisionsByChangeVector));
  EXPECT_TRUE(finds("in revisions/by-change-vector"));
}

TEST_F(StoreCheckTest, ABinThatHasLostADeletion) {
  erase(first(Table::kRevisionBin));
  EXPECT_TRUE(finds("revisions/heads 'users/2': its entry in revisions/bin"));
}

TEST_F(StoreCheckTest, ADocumentThatIsDueAtNoTime) {
  erase(first(Table::kRefreshByTime));
  EXPECT_TRUE(finds("documents/by-id 'users/1': its entry in refresh/by-time"));
}

TEST_F(StoreCheckTest, ACompareExchangeValueThatDoesNotDecode) {
  store(table_key(Table::kCompareExchange, "lock"), "\x01rubbish");
  EXPECT_TRUE(finds("compare-exchange 'lock': a stored compare-exchange value does not decode"));
}

TEST_F(StoreCheckTest, ACompareExchangeValueThatIsNoObject) {
  store(table_key(Table::kCompareExchange, "lock"),
        encode(CompareExchangeValue{.key = "Lock", .index = 2, .value = "[1]"}));
  EXPECT_TRUE(finds("compare-exchange 'lock': its value is not a minified JSON object"));
}

TEST_F(StoreCheckTest, ACompareExchangeValueUnderAnotherKey) {
  store(table_key(Table::kCompareExchange, "door"),
        stored(table_key(Table::kCompareExchange, "lock")));
  EXPECT_TRUE(finds("compare-exchange 'door': it is under another key than its own"));
  EXPECT_TRUE(
      finds("compare-exchange/counts 'counts': it counts 1 values and 1 tombstones, there "
            "are 2 and 1"));
}

TEST_F(StoreCheckTest, ACompareExchangeValueThatIsNotInItsIndex) {
  erase(compare_exchange_index_key(2));
  EXPECT_TRUE(finds("compare-exchange 'lock': its entry in compare-exchange/by-index"));
}

TEST_F(StoreCheckTest, ACompareExchangeIndexWithoutAValue) {
  store(compare_exchange_index_key(1), "lock");
  EXPECT_TRUE(finds("compare-exchange/by-index"));
  EXPECT_TRUE(finds("no value and no tombstone has its index"));
}

TEST_F(StoreCheckTest, ACompareExchangeIndexThatIsCutOff) {
  store(table_key(Table::kCompareExchangeByIndex, "12"), "lock");
  EXPECT_TRUE(finds("compare-exchange/by-index '12': its key has no index"));
}

TEST_F(StoreCheckTest, ACompareExchangeTombstoneOfAValueThatIsThere) {
  store(table_key(Table::kCompareExchangeTombstones, "lock"),
        stored(table_key(Table::kCompareExchangeTombstones, "gone")));
  EXPECT_TRUE(finds("compare-exchange-tombstones 'lock': there is a value under its key"));
}

TEST_F(StoreCheckTest, ACompareExchangeTombstoneThatIsNotInItsIndex) {
  erase(compare_exchange_index_key(4));
  EXPECT_TRUE(finds("compare-exchange-tombstones 'gone': its entry in compare-exchange/by-index"));
}

TEST_F(StoreCheckTest, CompareExchangeCountsThatAreMissing) {
  erase(compare_exchange_counts_key());
  EXPECT_TRUE(finds("it counts 0 values and 0 tombstones, there are 1 and 1"));
}

TEST_F(StoreCheckTest, ACompareExchangeIndexThatWillBeGivenAgain) {
  store(compare_exchange_counts_key(),
        encode(CompareExchangeCounts{.last_index = 3, .values = 1, .tombstones = 1}));
  EXPECT_TRUE(finds("its last index is 3, 4 is there"));
}

TEST_F(StoreCheckTest, CompareExchangeCountsThatDoNotDecode) {
  store(compare_exchange_counts_key(), "");
  EXPECT_TRUE(finds("a stored count of compare-exchange values does not decode"));
}

TEST_F(StoreCheckTest, AnEntryOfNoTable) {
  store("\xfe who", "knows");
  EXPECT_TRUE(finds("no table, key fe2077686f: it is of no table"));
}

TEST_F(StoreCheckTest, ANumberThatDoesNotDecode) {
  store(last_etag_key(), "");
  EXPECT_TRUE(finds("meta 'last-etag': a stored number does not decode"));
}

// That no table of keys.h is missing from the check is seen to by the compiler.
TEST(StoredTableTest, ATableWithoutACheckIsAnIndexOfAStream) {
  std::set<Table> indexes;
  for (const auto& layout : all_layouts()) {
    indexes.insert(layout.by_etag);
    indexes.insert(layout.by_collection);
  }
  for (int byte = 0; byte < 256; ++byte) {
    const auto table = static_cast<Table>(byte);
    const auto stored = find_stored_table(table);
    if (!stored) continue;
    EXPECT_EQ(stored->check == nullptr, indexes.contains(table)) << stored->name;
  }
}

TEST(DataCheckTest, EveryDatabaseIsChecked) {
  ManualClock clock;
  kv::memory::MemoryProvider provider;
  {
    const auto databases = must(Databases::open(provider, "A", clock));
    must(databases->create("good"));
    must(databases->create("bad"));
  }
  std::vector<std::string> found;
  const auto report = [&](const std::string& database, const Damage& damage) {
    found.push_back(database + ": " + damage.where);
  };
  EXPECT_EQ(must(check_databases(provider, report)).databases, 2u);
  EXPECT_EQ(found, std::vector<std::string>{});

  for (const auto& name : must(provider.list())) {
    if (name == "system") continue;
    kv::WriteBatch batch;
    batch.put("\xfe", "");
    must(must(provider.open(name, /*create=*/false))->commit(batch, std::nullopt));
  }
  must(provider.open("stray", /*create=*/true));
  EXPECT_EQ(must(check_databases(provider, report)).damages, 3u);
  EXPECT_EQ(found, (std::vector<std::string>{"bad: no table, key fe", "good: no table, key fe",
                                             ": key space stray"}));
}

}  // namespace
}  // namespace penstock::documents
