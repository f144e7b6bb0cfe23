#include "kv/rocksdb/log_watch.h"

namespace penstock::kv::rocksdb {

void LogWatch::OnMemTableSealed(const ::rocksdb::MemTableInfo& /*info*/) { ++current_; }

void LogWatch::OnBackgroundError(::rocksdb::BackgroundErrorReason reason,
                                 ::rocksdb::Status* error) {
  if (reason != ::rocksdb::BackgroundErrorReason::kWriteCallback || written_ == current_) {
    return;
  }
  *error = ::rocksdb::Status(*error, ::rocksdb::Status::kFatalError);
}

void LogWatch::OnErrorRecoveryBegin(::rocksdb::BackgroundErrorReason /*reason*/,
                                    ::rocksdb::Status error, bool* recovers) {
  if (error.severity() >= ::rocksdb::Status::kFatalError) *recovers = false;
}

}  // namespace penstock::kv::rocksdb
