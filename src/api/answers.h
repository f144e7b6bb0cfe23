#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "api/services.h"
#include "documents/database.h"
#include "http/errors.h"
#include "http/message.h"
#include "security/permission.h"

// What every endpoint needs to answer.
namespace penstock::api {

/// An endpoint that answers before it returns.
using Endpoint = std::function<Result<http::Response>(const http::Request&)>;
/// The same, about the database that the path names.
using DatabaseEndpoint =
    std::function<Result<http::Response>(const http::Request&, documents::Database&)>;
/// An endpoint that hands its answer to whoever completes it, or returns why it cannot.
using DatabaseCommand =
    std::function<Result<void>(const http::Request&, documents::Database&, const http::Respond&)>;

http::Handler answering(Endpoint endpoint);

/// For routes with a "{database}". A database that is not there is answered with 503 and the
/// header Database-Missing, which official clients know (protocol, section 0.3).
http::Handler with_database(Services& services, DatabaseEndpoint endpoint);
http::Handler with_database(Services& services, DatabaseCommand command);

/// The end of a command that wrote: answers with what `success` makes, or with the error. The
/// request lives as long as `respond` does.
documents::Completion answer_written(const http::Request& request, http::Respond respond,
                                     std::function<http::Response()> success);

/// How a write failed. kNotFound: something was to hang on a document that is not there; the client
/// takes 404 for "no such endpoint".
http::Response write_error(const Error& error, const http::Request& request);

/// For what a request asks that needs more than its route does. Errors: kForbidden.
Result<void> require(const http::Request& request, security::Permission permission);

http::Response database_missing(std::string_view name, const http::Request& request, int status);

http::Response json_response(int status, const boost::json::value& body);
http::Response empty_response(int status);

/// For work that goes on behind the request, under the number `operation`.
http::Response operation_started(const Services& services, std::int64_t operation);

/// For what Penstock does not have: 501, with what it is in words.
http::Response not_supported(std::string_view what, const http::Request& request);

}  // namespace penstock::api
