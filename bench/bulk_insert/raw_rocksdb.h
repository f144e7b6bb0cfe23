#pragma once

#include <vector>

#include "support/raw_documents.h"

namespace penstock::bench {

/// One thread that looks each document up and writes its keys, in batches of `batch_documents` that
/// are on disk before the next, into a fresh RocksDB. Documents a second.
double raw_rocksdb(const std::vector<RawDocument>& documents, std::size_t batch_documents);

}  // namespace penstock::bench
