#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "http/message.h"

namespace penstock::http {

/// "%2F" becomes "/". A "%" without two hexadecimal digits stays as it is, and so does "+", which
/// clients of the protocol never mean as a blank.
std::string percent_decode(std::string_view text);

/// Encodes all but letters, digits and "-._~" (RFC 3986, 2.3): for one segment or one value.
std::string percent_encode(std::string_view text);

/// A request target taken apart. Views into the target.
struct Target {
  std::string_view path;   ///< Not decoded; starts with "/".
  std::string_view query;  ///< Not decoded, without its leading "?".
};

/// Accepts the absolute form ("http://host/path?query") as well.
Target split_target(std::string_view target);

/// Name and value pairs, decoded, in order. Sloppy forms are read as meant: "?&id=x&", "??a=b",
/// and a name without "=" has an empty value.
Fields parse_query(std::string_view query);

/// Where a server listens or is reached: "http://127.0.0.1:8080", "https://shop.example".
struct ServerUrl {
  std::string host;  ///< Without the brackets of an IPv6 address.
  std::uint16_t port = 0;
  bool is_secured = false;  ///< https.

  /// Errors: kInvalidArgument, saying what is wrong. A missing port is 80, of https 443; a path is
  /// refused.
  static Result<ServerUrl> parse(std::string_view url);

  std::string to_string() const;
};

/// "shop.example:8080" or "[::1]:8080" without its port and brackets, in lower case.
std::string host_of_authority(std::string_view authority);

}  // namespace penstock::http
