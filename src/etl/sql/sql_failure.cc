#include "etl/sql/sql_failure.h"

namespace penstock::etl::sql {
namespace {

ErrorCode code_of(FailureClass kind) {
  switch (kind) {
    case FailureClass::kUnknownTable:
    case FailureClass::kUnknownColumn: return ErrorCode::kNotFound;
    case FailureClass::kTimeout: return ErrorCode::kTimeout;
    case FailureClass::kForbidden: return ErrorCode::kForbidden;
    case FailureClass::kCancelled: return ErrorCode::kCancelled;
    case FailureClass::kDocument:
    case FailureClass::kReference:
    case FailureClass::kConflict:
    case FailureClass::kUnavailable: return ErrorCode::kUnavailable;
  }
  return ErrorCode::kUnavailable;
}

}  // namespace

Error SqlFailure::to_error() const { return {code_of(kind), message}; }

bool is_fault_of_document(const SqlFailure& failure) {
  return failure.kind == FailureClass::kDocument || failure.kind == FailureClass::kReference;
}

}  // namespace penstock::etl::sql
