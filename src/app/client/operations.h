#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "app/client/server_client.h"
#include "base/result.h"

namespace penstock::app {

/// Starts an operation of a database, by a POST of `body` to `target`, and waits for its end.
/// `tell` is given its progress again and again meanwhile. Returns the state at the end: an
/// operation that failed is no error yet, see operation_result(). Errors: those of
/// ServerClient::call().
Result<boost::json::object> run_operation(
    ServerClient& server, std::string_view database, std::string_view target,
    const std::function<void(const boost::json::object& progress)>& tell, std::string body = {});

/// The result of an operation that has ended. Errors: kUnavailable, in the server's words, if it
/// failed or was ended.
Result<boost::json::object> operation_result(const boost::json::object& state);

}  // namespace penstock::app
