#include "http/request_framing.h"

#include <boost/beast/core/string.hpp>

namespace penstock::http {
namespace {

constexpr unsigned kFirstVersion = 10;
constexpr unsigned kVersionWithChunks = 11;

}  // namespace

std::optional<std::string> framing_refusal(const boost::beast::http::request_header<>& header) {
  using Field = boost::beast::http::field;
  if (header.version() != kFirstVersion && header.version() != kVersionWithChunks) {
    return "Only HTTP/1.0 and HTTP/1.1 are spoken here.";
  }
  if (header.count(Field::host) > 1) return "The request names more than one Host.";
  const auto lengths = header.count(Field::content_length);
  if (lengths > 1) return "The request has more than one Content-Length.";
  const auto codings = header.count(Field::transfer_encoding);
  if (codings == 0) return std::nullopt;
  if (codings > 1 || !boost::beast::iequals(header[Field::transfer_encoding], "chunked")) {
    return "The only Transfer-Encoding that is supported is 'chunked'.";
  }
  if (lengths > 0) return "The request has a Content-Length and a Transfer-Encoding.";
  if (header.version() < kVersionWithChunks) return "HTTP/1.0 knows no Transfer-Encoding.";
  return std::nullopt;
}

}  // namespace penstock::http
