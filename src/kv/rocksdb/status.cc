#include "kv/rocksdb/status.h"

#include <string>

#include <fmt/format.h>

namespace penstock::kv::rocksdb {
namespace {

ErrorCode code_of(const ::rocksdb::Status& status) {
  switch (status.code()) {
    case ::rocksdb::Status::kCorruption: return ErrorCode::kCorruption;
    case ::rocksdb::Status::kNotFound: return ErrorCode::kNotFound;
    case ::rocksdb::Status::kIOError:
    case ::rocksdb::Status::kIncomplete:
    case ::rocksdb::Status::kShutdownInProgress:
    case ::rocksdb::Status::kTimedOut:
    case ::rocksdb::Status::kAborted:
    case ::rocksdb::Status::kBusy:
    case ::rocksdb::Status::kTryAgain: return ErrorCode::kUnavailable;
    default: return ErrorCode::kInternal;
  }
}

}  // namespace

Error from_rocksdb(const ::rocksdb::Status& status) { return {code_of(status), status.ToString()}; }

Result<void> check(const ::rocksdb::Status& status) {
  if (status.ok()) return {};
  return from_rocksdb(status);
}

Result<void> check(const ::rocksdb::DB& database, const ::rocksdb::Status& status) {
  if (status.ok()) return {};
  auto error = from_rocksdb(status);
  const auto& folder = database.GetName();
  if (status.IsCorruption() && error.message.find(folder) == std::string::npos) {
    error = error.within(fmt::format("key space {}", folder));
  }
  if (status.severity() >= ::rocksdb::Status::kFatalError) {
    error.message += fmt::format(
        ". Nothing more is written to {} until it is opened again: restart the server", folder);
  }
  return error;
}

}  // namespace penstock::kv::rocksdb
