#include "api/operations/operation.h"

#include <string_view>

#include <fmt/format.h>

#include "http/errors.h"

namespace penstock::api {
namespace {

std::string_view name_of(OperationStatus status) {
  switch (status) {
    case OperationStatus::kInProgress: return "InProgress";
    case OperationStatus::kCompleted: return "Completed";
    case OperationStatus::kCanceled: return "Canceled";
    case OperationStatus::kFaulted: break;
  }
  return "Faulted";
}

}  // namespace

boost::json::object OperationState::to_json() const {
  return {{"Status", name_of(status)}, {"Progress", progress}, {"Result", result}};
}

boost::json::object make_fault(const Error& error) {
  const auto type = http::exception_of(error.code);
  return {{"Type", type},
          {"Message", error.message},
          {"Error", fmt::format("{}: {}", type, error.message)},
          {"StatusCode", http::status_of(error.code)}};
}

}  // namespace penstock::api
