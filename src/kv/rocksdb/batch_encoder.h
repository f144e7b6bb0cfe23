#pragma once

#include <rocksdb/db.h>
#include <rocksdb/write_batch.h>

#include "base/result.h"
#include "kv/engine.h"

namespace penstock::kv::rocksdb {

/// The operations of `batch` in RocksDB's terms. Valid as long as nobody else writes to
/// `database`: what an erased range holds is looked up here. Errors: those of reading.
Result<::rocksdb::WriteBatch> encode(const WriteBatch& batch, ::rocksdb::DB& database);

}  // namespace penstock::kv::rocksdb
