#pragma once

#include <string>

#include "base/result.h"
#include "http/client.h"

namespace penstock::etl::document {

/// What a document server's answer means for an ETL process: nothing for a 2xx, else
///   kInvalidArgument, kTooLarge    a document of the batch is at fault
///   kForbidden                     an operator has to act
///   kNotFound                      the database does not exist: wait, say so, try again
///   kNotOwner                      a newer owner of the process writes there
///   kTimeout, kUnavailable         try again later
Result<void> check_answer(const http::ClientResponse& answer);

/// Whether the server does not know the endpoint: a RavenDB asked for what only a Penstock has.
bool is_unknown_route(const http::ClientResponse& answer);

/// The node URLs of a topology answer. Errors: kInvalidArgument if it is none.
Result<std::vector<std::string>> node_urls(const http::ClientResponse& answer);

}  // namespace penstock::etl::document
