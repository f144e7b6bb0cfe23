#include "kv/rocksdb/database_options.h"

#include <algorithm>

#include <rocksdb/convenience.h>
#include <rocksdb/filter_policy.h>
#include <rocksdb/table.h>
#include <rocksdb/utilities/table_properties_collectors.h>

namespace penstock::kv::rocksdb {
namespace {

// A write looks its keys up first, and mostly they are new: a filter over what the write buffer
// holds, in this part of its memory, spares the search there.
constexpr double kWriteBufferFilterRatio = 0.02;

// Index and filter blocks of table files live in the block cache, so an open file costs a handle
// and little else; this bounds the handles of one database.
constexpr int kOpenFilesMax = 512;

constexpr std::size_t kBlockBytes = std::size_t{8} << 10;  // Some documents of 1 KB.
constexpr double kBloomBitsPerKey = 10;                    // One in a hundred absent keys is read.

// Parts of the block cache with a lock each: 8.
constexpr int kBlockCacheShardBits = 3;

// A file in which half of some stretch of entries are deletions is compacted without waiting for
// its turn: the by-etag tables leave such stretches behind with every rewritten document.
constexpr std::size_t kDeletionWindowEntries = 4096;
constexpr std::size_t kDeletionTriggerEntries = kDeletionWindowEntries / 2;
constexpr double kDeletionRatio = 0.5;

constexpr std::size_t kInfoLogBytesMax = std::size_t{1} << 20;
constexpr std::size_t kInfoLogsKept = 2;

// A database has one write buffer being filled while another is written out.
constexpr std::size_t kWriteBuffersPerDatabase = 2;

::rocksdb::CompressionType best_fast_compression() {
  const auto supported = ::rocksdb::GetSupportedCompressions();
  for (const auto type : {::rocksdb::kLZ4Compression, ::rocksdb::kSnappyCompression}) {
    if (std::find(supported.begin(), supported.end(), type) != supported.end()) return type;
  }
  return ::rocksdb::kNoCompression;
}

std::shared_ptr<::rocksdb::TableFactory> table_factory(const SharedResources& resources) {
  ::rocksdb::BlockBasedTableOptions table;
  table.block_cache = resources.block_cache;
  table.block_size = kBlockBytes;
  table.cache_index_and_filter_blocks = true;  // So that they count against the cache's bound.
  table.pin_l0_filter_and_index_blocks_in_cache = true;
  table.filter_policy.reset(::rocksdb::NewBloomFilterPolicy(kBloomBitsPerKey));
  // In parts of some kilobytes. A large file's filter in one piece has megabytes: more than a
  // shard of the cache holds, so that every lookup would read all of it from the file again.
  table.partition_filters = true;
  table.index_type = ::rocksdb::BlockBasedTableOptions::kTwoLevelIndexSearch;
  return std::shared_ptr<::rocksdb::TableFactory>(::rocksdb::NewBlockBasedTableFactory(table));
}

// Nothing acknowledged is ever lost in silence, and a torn tail is no reason not to open. After a
// power cut the log may end in half a record that was never synced: kAbsoluteConsistency would
// refuse that. A record that does not check in the middle of a log is another matter, since
// acknowledged commits follow it: kPointInTimeRecovery would drop them and say nothing, this mode
// refuses to open. Logs that are missing or too short are told by the manifest.
void set_durability(::rocksdb::Options& options) {
  options.wal_recovery_mode = ::rocksdb::WALRecoveryMode::kTolerateCorruptedTailRecords;
  options.track_and_verify_wals_in_manifest = true;
  options.paranoid_checks = true;  // A failed write stops all writes until the log is renewed.
  options.force_consistency_checks = true;
  options.verify_sst_unique_id_in_manifest = true;
}

// Large values, most of all the chunks of attachments, are written once more than to the log and
// not once more at each level: the levels hold only where they are.
constexpr std::size_t kBlobBytesMin = std::size_t{64} << 10;
constexpr std::size_t kBlobFileBytes = std::size_t{64} << 20;

void set_blobs(::rocksdb::Options& options) {
  options.enable_blob_files = true;
  options.min_blob_size = kBlobBytesMin;
  options.blob_file_size = kBlobFileBytes;
  options.enable_blob_garbage_collection = true;
}

void set_bounds(::rocksdb::Options& options, const SharedResources& resources) {
  options.write_buffer_manager = resources.write_buffers;
  options.write_buffer_size = resources.write_buffers->buffer_size() / kWriteBuffersPerDatabase;
  options.max_write_buffer_number = kWriteBuffersPerDatabase;
  options.memtable_whole_key_filtering = true;
  options.memtable_prefix_bloom_size_ratio = kWriteBufferFilterRatio;
  options.max_open_files = kOpenFilesMax;
  options.info_log_level = ::rocksdb::WARN_LEVEL;
  options.max_log_file_size = kInfoLogBytesMax;
  options.keep_log_file_num = kInfoLogsKept;
  options.stats_dump_period_sec = 0;  // Databases at rest should cost nothing.
  options.stats_persist_period_sec = 0;
}

}  // namespace

SharedResources::SharedResources(const RocksdbOptions& options)
    : own_env(options.environment),
      block_cache(::rocksdb::NewLRUCache(options.block_cache_bytes, kBlockCacheShardBits)),
      write_buffers(std::make_shared<::rocksdb::WriteBufferManager>(options.write_buffer_bytes)) {}

::rocksdb::Options database_options(const SharedResources& resources) {
  ::rocksdb::Options options;
  options.env = &resources.env();
  options.create_if_missing = true;
  options.table_factory = table_factory(resources);
  options.compression = best_fast_compression();
  options.level_compaction_dynamic_level_bytes = true;
  options.table_properties_collector_factories.push_back(
      ::rocksdb::NewCompactOnDeletionCollectorFactory(kDeletionWindowEntries,
                                                      kDeletionTriggerEntries, kDeletionRatio));
  set_durability(options);
  set_blobs(options);
  set_bounds(options, resources);
  return options;
}

}  // namespace penstock::kv::rocksdb
