#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "base/clock.h"
#include "base/result.h"

// What is told of an operation: work that goes on behind a request, or for as long as one, such as
// a delete by query, an import or a bulk insert (protocol, section 14.1).
namespace penstock::api {

enum class OperationStatus : std::uint8_t { kInProgress, kCompleted, kCanceled, kFaulted };

/// Immutable once handed out.
struct OperationState {
  OperationStatus status = OperationStatus::kInProgress;
  /// In the shapes that clients know for the kind of operation; null as long as there is nothing
  /// to tell. What a failed one has as its result is make_fault().
  boost::json::value progress;
  boost::json::value result;

  /// {"Status": "InProgress", "Progress": ..., "Result": ...}
  boost::json::object to_json() const;
};

/// What an operation does, in words for people.
struct OperationDescription {
  std::string type;     ///< "BulkInsert", "DeleteByQuery", ...
  std::string message;  ///< One sentence, without secrets; may be empty.
};

/// An operation as the list of them shows it.
struct OperationInfo {
  std::int64_t id = 0;
  OperationDescription description;
  WallTime started;
  std::optional<WallTime> ended = std::nullopt;
  OperationState state;
};

/// One news of an operation.
struct OperationNotice {
  std::int64_t id = 0;
  OperationState state;
};

/// The result of a failed operation: {"Type", "Message", "Error", "StatusCode"}, from which clients
/// make the same exception as from the answer to a failed request.
boost::json::object make_fault(const Error& error);

}  // namespace penstock::api
