#pragma once

#include <functional>

#include "api/services.h"
#include "etl/etl_tasks.h"
#include "http/message.h"

// What the endpoints of ETL share.
namespace penstock::api {

/// An endpoint about the tasks of the database that the path names.
using EtlEndpoint = std::function<Result<http::Response>(const http::Request&, etl::EtlTasks&)>;

/// As with_database(), for such an endpoint.
http::Handler with_etl(Services& services, EtlEndpoint endpoint);

/// Whether the request asks for this script: it names none, the task, or "task/script" in one of
/// its `name` parameters (without case).
bool is_asked_for(const http::Request& request, std::string_view task, std::string_view script);

}  // namespace penstock::api
