#include "http/response_head.h"

#include <iterator>

#include <boost/beast/http/status.hpp>
#include <fmt/format.h>

namespace penstock::http {
namespace {

/// Enough for the answers that come often.
constexpr std::size_t kUsualBytes = 256;

void append_field(std::string& head, std::string_view name, std::string_view value) {
  head.append(name).append(": ").append(value).append("\r\n");
}

}  // namespace

std::string response_head(const Response& response, const Fields& common, const Framing& framing) {
  namespace beast_http = boost::beast::http;
  const auto status = static_cast<unsigned>(response.status);
  const auto reason = beast_http::obsolete_reason(beast_http::int_to_status(status));
  std::string head;
  head.reserve(kUsualBytes);
  fmt::format_to(std::back_inserter(head), "HTTP/1.1 {} {}\r\n", status,
                 std::string_view(reason.data(), reason.size()));
  for (const auto* fields : {&common, &response.headers}) {
    for (const auto& [name, value] : *fields) append_field(head, name, value);
  }
  if (!framing.keep_alive) append_field(head, "Connection", "close");
  if (framing.length)
    append_field(head, "Content-Length", fmt::format_int(*framing.length).c_str());
  if (framing.is_chunked) append_field(head, "Transfer-Encoding", "chunked");
  return head.append("\r\n");
}

}  // namespace penstock::http
