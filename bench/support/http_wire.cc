#include "support/http_wire.h"

#include <charconv>

#include <fmt/format.h>

#include "http/url.h"
#include "support/fail.h"

namespace penstock::bench {
namespace {

std::uint64_t content_length(std::string_view header) {
  constexpr std::string_view kName = "\r\nContent-Length: ";
  if (header.starts_with("HTTP/1.1 204")) return 0;
  const auto at = header.find(kName);
  if (at == std::string_view::npos) fail("an answer without Content-Length");
  std::uint64_t length = 0;
  std::from_chars(header.data() + at + kName.size(), header.data() + header.size(), length);
  return length;
}

}  // namespace

HttpWire::HttpWire(const std::string& url)
    : host_line_(fmt::format("Host: {}\r\n", url.substr(url.rfind('/') + 1))),
      wire_(Wire::connect(must(http::ServerUrl::parse(url)).port)) {}

std::uint64_t HttpWire::read_answer(const Take& take) {
  header_.clear();
  auto end = std::string::npos;
  while (end == std::string::npos) {
    header_ += wire_.receive();
    end = header_.find("\r\n\r\n");
  }
  if (!header_.starts_with("HTTP/1.1 2")) fail(header_);
  const auto length = content_length(std::string_view(header_).substr(0, end));
  const auto beginning = std::string_view(header_).substr(end + 4);
  if (take) take(beginning);
  for (auto missing = length - beginning.size(); missing > 0;) {
    const auto piece = wire_.receive();
    if (take) take(piece);
    missing -= piece.size();
  }
  return length;
}

}  // namespace penstock::bench
