#pragma once

#include <string_view>

#include "base/result.h"
#include "http/message.h"

// How failures look on the wire: a status and a JSON body whose "Type" names the exception that
// the official clients raise (protocol, section 0.3).
namespace penstock::http {

/// What somebody who is turned away is told to wait (RFC 9110, 10.2.3).
inline constexpr const char* kRetryAfterSeconds = "1";

/// 409 for kConflict, 400 for kInvalidArgument, ...
int status_of(ErrorCode code);

/// The full name of the exception that the official clients raise for it.
std::string_view exception_of(ErrorCode code);

/// `target` is the request's, as sent.
Response error_response(const Error& error, std::string_view target);

/// For a failure with an exception of its own. `type` is its full name, such as
/// "Raven.Client.Exceptions.ConcurrencyException".
Response error_response(int status, std::string_view type, std::string_view message,
                        std::string_view target);

/// 429, for who asks for more than their share, with when to come again.
Response too_many_response(std::string_view message, std::string_view target);

/// An answer with a JSON body.
Response json_response(int status, std::string body);

}  // namespace penstock::http
