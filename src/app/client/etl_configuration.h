#pragma once

#include <string>

#include <boost/json/object.hpp>

#include "app/client/server_client.h"
#include "base/result.h"

namespace penstock::app {

/// A saved task with one of its scripts, as requests that try one take it.
struct EtlConfiguration {
  std::string kind;  ///< "Raven", "Sql".
  boost::json::object task;
};

/// `script` may be empty if the task has but one. Errors: kNotFound; kInvalidArgument if it has
/// several; those of ServerClient::call().
Result<EtlConfiguration> fetch_etl_configuration(ServerClient& server, const std::string& database,
                                                 const std::string& task,
                                                 const std::string& script);

}  // namespace penstock::app
