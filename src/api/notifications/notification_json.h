#pragma once

#include <string_view>

#include <boost/json/object.hpp>

#include "etl/alerts.h"

namespace penstock::api {

/// An alert as clients know it (protocol, section 12.7).
boost::json::object notification_json(const etl::Alert& alert, std::string_view database);

}  // namespace penstock::api
