#include "http/url.h"

#include <charconv>
#include <optional>

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::http {
namespace {

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

bool is_unreserved(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
         c == '.' || c == '_' || c == '~';
}

/// Where the port's colon is, behind a name or a bracketed address.
std::size_t port_colon(std::string_view authority) {
  const auto bracket = authority.rfind(']');
  const auto colon = authority.rfind(':');
  if (colon == std::string_view::npos) return colon;
  if (bracket != std::string_view::npos && colon < bracket) return std::string_view::npos;
  return colon;
}

std::optional<std::uint16_t> parse_port(std::string_view text) {
  std::uint16_t port = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, port);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return port;
}

}  // namespace

std::string percent_decode(std::string_view text) {
  std::string decoded;
  decoded.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      decoded.push_back(text[i]);
      continue;
    }
    decoded.push_back(static_cast<char>(high * 16 + low));
    i += 2;
  }
  return decoded;
}

std::string percent_encode(std::string_view text) {
  std::string encoded;
  for (const char c : text) {
    if (is_unreserved(c)) {
      encoded.push_back(c);
    } else {
      encoded += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
  }
  return encoded;
}

Target split_target(std::string_view target) {
  if (const auto scheme = target.find("://");
      scheme != 0 && target.substr(0, 4) == "http" && scheme != std::string_view::npos) {
    const auto path = target.find_first_of("/?", scheme + 3);
    target = path == std::string_view::npos ? std::string_view("/") : target.substr(path);
  }
  const auto question = target.find('?');
  if (question == std::string_view::npos) return {target, {}};
  return {target.substr(0, question), target.substr(question + 1)};
}

Fields parse_query(std::string_view query) {
  Fields fields;
  while (!query.empty()) {
    const auto end = query.find('&');
    auto pair = query.substr(0, end);
    query = end == std::string_view::npos ? std::string_view{} : query.substr(end + 1);
    while (!pair.empty() && pair.front() == '?') pair.remove_prefix(1);
    if (pair.empty()) continue;
    const auto equals = pair.find('=');
    const auto value =
        equals == std::string_view::npos ? std::string_view{} : pair.substr(equals + 1);
    fields.emplace_back(percent_decode(pair.substr(0, equals)), percent_decode(value));
  }
  return fields;
}

Result<ServerUrl> ServerUrl::parse(std::string_view url) {
  constexpr std::string_view kPlain = "http://";
  constexpr std::string_view kSecured = "https://";
  constexpr std::uint16_t kPlainPort = 80;
  constexpr std::uint16_t kSecuredPort = 443;
  const auto wrong = [&](std::string_view why) {
    return invalid_argument(fmt::format("URL '{}': {}", excerpt(url, 200), why));
  };
  const bool is_secured = url.starts_with(kSecured);
  if (!is_secured && !url.starts_with(kPlain)) {
    return wrong("expected http://HOST:PORT or https://HOST:PORT");
  }
  auto authority = url.substr(is_secured ? kSecured.size() : kPlain.size());
  if (!authority.empty() && authority.back() == '/') authority.remove_suffix(1);
  if (authority.find_first_of("/?#@") != std::string_view::npos) {
    return wrong("expected a host and a port and nothing more");
  }
  const auto colon = port_colon(authority);
  const auto port = colon == std::string_view::npos
                        ? std::optional(is_secured ? kSecuredPort : kPlainPort)
                        : parse_port(authority.substr(colon + 1));
  if (!port) return wrong("the port is not a number from 0 to 65535");
  auto host = host_of_authority(authority);
  if (host.empty()) return wrong("the host is missing");
  return ServerUrl{std::move(host), *port, is_secured};
}

std::string ServerUrl::to_string() const {
  const bool is_ipv6 = host.find(':') != std::string::npos;
  const auto* scheme = is_secured ? "https" : "http";
  return is_ipv6 ? fmt::format("{}://[{}]:{}", scheme, host, port)
                 : fmt::format("{}://{}:{}", scheme, host, port);
}

std::string host_of_authority(std::string_view authority) {
  auto host = authority.substr(0, port_colon(authority));
  if (host.size() >= 2 && host.front() == '[' && host.back() == ']') {
    host = host.substr(1, host.size() - 2);
  }
  return fold_case(host);
}

}  // namespace penstock::http
