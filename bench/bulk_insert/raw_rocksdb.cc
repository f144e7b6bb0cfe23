#include "bulk_insert/raw_rocksdb.h"

#include <chrono>
#include <memory>

#include <rocksdb/db.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/write_batch.h>

#include "documents/keys.h"
#include "documents/records.h"
#include "support/fail.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

using documents::Table;

void must_be_ok(const rocksdb::Status& status) {
  if (!status.ok()) fail(status.ToString());
}

std::unique_ptr<rocksdb::DB> open(const std::string& folder) {
  rocksdb::Options options;
  options.create_if_missing = true;
  options.compression = rocksdb::kLZ4Compression;
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = 0.02;  // Mostly the keys are new: found out here.
  rocksdb::BlockBasedTableOptions table;
  table.filter_policy.reset(rocksdb::NewBloomFilterPolicy(10));
  options.table_factory.reset(rocksdb::NewBlockBasedTableFactory(table));
  rocksdb::DB* opened = nullptr;
  must_be_ok(rocksdb::DB::Open(options, folder, &opened));
  return std::unique_ptr<rocksdb::DB>(opened);
}

void must_be_absent(rocksdb::DB& database, const std::string& key) {
  rocksdb::PinnableSlice value;
  const auto status = database.Get({}, database.DefaultColumnFamily(), key, &value);
  if (!status.IsNotFound()) fail("the document is there already");
}

/// What each transaction of the documents room writes besides its documents.
void add_counts(rocksdb::WriteBatch& batch, std::uint64_t documents) {
  must_be_ok(batch.Put(documents::table_key(Table::kCollections, "orders"),
                       encode(documents::CollectionRecord{.name = "Orders",
                                                          .documents = documents,
                                                          .tombstones = 0,
                                                          .document_bytes = 0,
                                                          .tombstones_cleaned_to = {}})));
  must_be_ok(batch.Put(documents::last_etag_key(), documents::encode_number(documents)));
}

}  // namespace

double raw_rocksdb(const std::vector<RawDocument>& documents, std::size_t batch_documents) {
  const testing::TemporaryDirectory folder;
  const auto database = open(folder.path() + "/raw");
  rocksdb::WriteOptions durable;
  durable.sync = true;

  const auto start = std::chrono::steady_clock::now();
  rocksdb::WriteBatch batch;
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const auto& document = documents[i];
    must_be_absent(*database, document.id_key);
    must_be_absent(*database, document.tombstone_key);
    must_be_ok(batch.Put(document.id_key, document.record));
    must_be_ok(batch.Put(document.etag_key, document.folded_id));
    must_be_ok(batch.Put(document.collection_key, document.folded_id));
    if ((i + 1) % batch_documents != 0) continue;
    add_counts(batch, i + 1);
    must_be_ok(database->Write(durable, &batch));
    batch.Clear();
  }
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return static_cast<double>(documents.size()) / elapsed.count();
}

}  // namespace penstock::bench
