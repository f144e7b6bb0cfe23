#pragma once

#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "api/services.h"
#include "base/result.h"
#include "documents/database.h"

// The database record in the shape of the wire (protocol, section 2.3).
namespace penstock::api {

/// The record with all members that clients look for, secrets masked.
Result<boost::json::object> record_for_clients(const Services& services,
                                               const documents::Database& database);

/// The "Topology" of a record: this node alone.
boost::json::object topology_of_record(const Services& services,
                                       const documents::Database& database);

/// The first member of a record sent for a new database that asks for what Penstock does not
/// have. Members that are null, false or empty ask for nothing.
std::optional<std::string> unsupported_member(const boost::json::object& record);

}  // namespace penstock::api
