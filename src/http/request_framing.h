#pragma once

#include <optional>
#include <string>

#include <boost/beast/http/message.hpp>

namespace penstock::http {

/// Why nobody can be sure where a request with such a header ends, or whom it is for (RFC 9112, 3.2
/// and 6): a proxy in front of the server might see that elsewhere, and send what follows as
/// somebody else's. Nothing if all is well.
std::optional<std::string> framing_refusal(const boost::beast::http::request_header<>& header);

}  // namespace penstock::http
