#include "http/host_policy.h"

#include <algorithm>
#include <arpa/inet.h>
#include <array>

#include <fmt/format.h>

#include "base/text.h"
#include "http/url.h"

namespace penstock::http {
namespace {

bool is_ipv4(const std::string& host) {
  in_addr address{};
  return inet_pton(AF_INET, host.c_str(), &address) == 1;
}

bool is_ipv6(const std::string& host) {
  in6_addr address{};
  return inet_pton(AF_INET6, host.c_str(), &address) == 1;
}

/// "http://shop.example:8080" without its scheme.
std::string_view authority_of_origin(std::string_view origin) {
  const auto scheme = origin.find("://");
  return scheme == std::string_view::npos ? std::string_view{} : origin.substr(scheme + 3);
}

}  // namespace

bool is_loopback_host(std::string_view host) {
  const std::string text = fold_case(host);
  return text == "localhost" || text == "::1" || (is_ipv4(text) && text.starts_with("127."));
}

HostPolicy::HostPolicy(std::string own_host, std::vector<std::string> allowed_hosts,
                       bool is_secured)
    : hosts_(std::move(allowed_hosts)), any_name_(is_secured) {
  any_address_ = own_host == "0.0.0.0" || own_host == "::";
  hosts_.push_back(std::move(own_host));
  for (auto& host : hosts_) host = fold_case(host);
}

bool HostPolicy::is_known(const std::string& host) const {
  if (any_name_ || is_loopback_host(host)) return true;
  if (any_address_ && (is_ipv4(host) || is_ipv6(host))) return true;
  return std::find(hosts_.begin(), hosts_.end(), host) != hosts_.end();
}

std::optional<std::string> HostPolicy::refusal(std::optional<std::string_view> host,
                                               std::optional<std::string_view> origin) const {
  if (!host || host->empty()) return "The request has no Host header.";
  if (!is_known(host_of_authority(*host))) {
    return fmt::format(
        "The host '{}' is not a name of this server. If it should be, start the server with "
        "--allowed-hosts {}.",
        excerpt(*host, 200), excerpt(host_of_authority(*host), 200));
  }
  if (origin && !equal_ignoring_case(authority_of_origin(*origin), *host)) {
    return fmt::format("Requests from pages of another origin ('{}') are refused.",
                       excerpt(*origin, 200));
  }
  return std::nullopt;
}

}  // namespace penstock::http
