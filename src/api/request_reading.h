#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "base/result.h"
#include "http/message.h"

// What endpoints read from a request. Errors of all: kInvalidArgument, naming what is wrong.
namespace penstock::api {

/// A query parameter that has to be there.
Result<std::string> required_parameter(const http::Request& request, std::string_view name);

/// A number of at least 0; `otherwise` if there is none.
Result<std::int64_t> number_parameter(const http::Request& request, std::string_view name,
                                      std::int64_t otherwise);

/// The same, and it has to be there.
Result<std::int64_t> required_number(const http::Request& request, std::string_view name);

/// Whether the parameter is "true", in any case; not if there is none or it is empty, as some
/// clients send it.
Result<bool> flag_parameter(const http::Request& request, std::string_view name);

/// The value of an etag header such as If-Match without its quotes, which some clients leave out.
/// Nothing if there is none or the header says "undefined", as one client does.
std::optional<std::string> etag_header(const http::Request& request, std::string_view name);

/// The body as a JSON object.
Result<boost::json::object> object_body(const http::Request& request);

/// A member that has to be a string. A missing one or null is "".
Result<std::string> string_member(const boost::json::object& object, std::string_view name);

/// A member that has to be a whole number of at least 0. A missing one or null is 0.
Result<std::uint64_t> whole_number_member(const boost::json::object& object, std::string_view name);

/// A member that has to be true or false. A missing one or null is `otherwise`.
Result<bool> flag_member(const boost::json::object& object, std::string_view name,
                         bool otherwise = false);

/// A member that has to be an array of strings. A missing one or null is empty.
Result<std::vector<std::string>> strings_member(const boost::json::object& object,
                                                std::string_view name);

}  // namespace penstock::api
