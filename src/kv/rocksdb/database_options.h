#pragma once

#include <memory>

#include <rocksdb/cache.h>
#include <rocksdb/env.h>
#include <rocksdb/options.h>
#include <rocksdb/write_buffer_manager.h>

#include "kv/rocksdb/rocksdb_provider.h"

namespace penstock::kv::rocksdb {

/// What all databases of one provider share, so that memory is bounded by the provider's options
/// and not by the number of databases. Outlives them. Immutable.
struct SharedResources {
  explicit SharedResources(const RocksdbOptions& options);

  ::rocksdb::Env& env() const { return own_env ? *own_env : *::rocksdb::Env::Default(); }

  std::shared_ptr<::rocksdb::Env> own_env;  ///< Empty for the default.
  std::shared_ptr<::rocksdb::Cache> block_cache;
  std::shared_ptr<::rocksdb::WriteBufferManager> write_buffers;
};

/// How every database is opened. The reasons stand beside the values.
::rocksdb::Options database_options(const SharedResources& resources);

}  // namespace penstock::kv::rocksdb
