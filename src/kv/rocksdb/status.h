#pragma once

#include <rocksdb/db.h>
#include <rocksdb/status.h>

#include "base/result.h"

namespace penstock::kv::rocksdb {

/// What a failed RocksDB status means to our callers; its own words are the message, and they
/// name the file. kCorruption for stored bytes that do not decode, kUnavailable for what the disk
/// or the operating system refused, kInternal for calls that RocksDB does not allow.
Error from_rocksdb(const ::rocksdb::Status& status);

/// Success, or from_rocksdb(status).
Result<void> check(const ::rocksdb::Status& status);

/// The same of an operation on `database`. Where RocksDB does not say it, the message does: whose
/// bytes are damaged, and that nothing more is written until it is opened again.
Result<void> check(const ::rocksdb::DB& database, const ::rocksdb::Status& status);

}  // namespace penstock::kv::rocksdb
