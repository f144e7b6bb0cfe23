#pragma once

#include <functional>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "api/services.h"
#include "etl/connection_string.h"
#include "etl/etl_tasks.h"
#include "http/message.h"
#include "security/caller.h"

// What the endpoints of ETL share.
namespace penstock::api {

/// An endpoint about the tasks of the database that the path names.
using EtlEndpoint = std::function<Result<http::Response>(const http::Request&, etl::EtlTasks&)>;

/// As with_database(), for such an endpoint.
http::Handler with_etl(Services& services, EtlEndpoint endpoint);

/// Whether the request asks for this script: it names none, the task, or "task/script" in one of
/// its `name` parameters (without case).
bool is_asked_for(const http::Request& request, std::string_view task, std::string_view script);

/// Whether the caller may be told where the tasks of this database deliver to, and what was said
/// there: the connection strings are for those who administer it.
bool may_see_destinations(const http::Request& request, const etl::EtlTasks& tasks);

/// The connection string that `caller` describes. Errors: those of ConnectionString::parse().
Result<etl::ConnectionString> connection_of(const security::Caller& caller,
                                            const boost::json::object& json);

/// The member "Configuration", a task that is to be tried. Errors: kInvalidArgument.
Result<boost::json::object> configuration_member(const boost::json::object& body);

/// The tasks of a database as `OngoingTasks` lists them. Errors of all: those of the database.
Result<boost::json::array> ongoing_tasks(const Services& services, const http::Request& request,
                                         const etl::EtlTasks& tasks);
/// What the scripts that the request asks for did, as the `Results` of /etl/stats.
Result<boost::json::array> statistics_of_scripts(const http::Request& request,
                                                 const etl::EtlTasks& tasks);
/// What they still have to do, as the `Results` of /etl/progress.
Result<boost::json::array> progress_of_scripts(const http::Request& request,
                                               const etl::EtlTasks& tasks);

}  // namespace penstock::api
