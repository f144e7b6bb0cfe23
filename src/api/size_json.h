#pragma once

#include <cstdint>

#include <boost/json/object.hpp>

namespace penstock::api {

/// A number of bytes as clients read it: `{"HumaneSize":"1.50 KBytes","SizeInBytes":1536}`.
boost::json::object size_for_clients(std::uint64_t bytes);

}  // namespace penstock::api
