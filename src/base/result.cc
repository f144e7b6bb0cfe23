#include "base/result.h"

#include <fmt/format.h>

namespace penstock {

std::string_view to_string(ErrorCode code) {
  switch (code) {
    case ErrorCode::kInvalidArgument: return "InvalidArgument";
    case ErrorCode::kNotFound: return "NotFound";
    case ErrorCode::kConflict: return "Conflict";
    case ErrorCode::kForbidden: return "Forbidden";
    case ErrorCode::kTooLarge: return "TooLarge";
    case ErrorCode::kScriptFailed: return "ScriptFailed";
    case ErrorCode::kUnavailable: return "Unavailable";
    case ErrorCode::kTimeout: return "Timeout";
    case ErrorCode::kNotOwner: return "NotOwner";
    case ErrorCode::kCancelled: return "Cancelled";
    case ErrorCode::kCorruption: return "Corruption";
    case ErrorCode::kInternal: return "Internal";
  }
  return "Unknown";
}

Error Error::within(std::string_view context) const {
  return {code, fmt::format("{}: {}", context, message)};
}

}  // namespace penstock
