// What of a request is a URL or a header with a form: targets, query strings, hosts, ranges,
// boundaries.
#include "http/url.h"

#include <algorithm>

#include "fuzz/checks.h"
#include "fuzz/targets.h"
#include "http/byte_range.h"
#include "http/host_policy.h"
#include "http/multipart.h"

namespace penstock::fuzzing {
namespace {

void fuzz_target(std::string_view input) {
  const auto target = http::split_target(input);
  CHECK(target.path.size() + target.query.size() <= std::max<std::size_t>(input.size(), 1));
  http::percent_decode(target.path);

  const auto fields = http::parse_query(target.query);
  std::string written;
  for (const auto& [name, value] : fields) {
    written.append(http::percent_encode(name)).append("=");
    written.append(http::percent_encode(value)).append("&");
  }
  CHECK(http::parse_query(written) == fields);
}

void fuzz_server_url(std::string_view input) {
  const auto url = http::ServerUrl::parse(input);
  check_refusal_of(url);
  if (!url) return;
  const auto again = http::ServerUrl::parse(url->to_string());
  CHECK(again.has_value());
  CHECK(again->host == url->host && again->port == url->port);
}

void fuzz_range(std::string_view input) {
  constexpr std::uint64_t kSize = 1000;
  const auto range = http::parse_range(input, kSize);
  check_refusal_of(range);
  if (!range || !*range) return;
  CHECK((*range)->size > 0 && (*range)->offset < kSize);
  CHECK((*range)->size <= kSize - (*range)->offset);
}

}  // namespace

void fuzz_url(std::string_view input) {
  CHECK(http::percent_decode(http::percent_encode(input)) == input);
  fuzz_target(input);
  fuzz_server_url(input);
  fuzz_range(input);
  check_refusal_of(http::multipart_boundary(input));
  const http::HostPolicy policy("0.0.0.0", {"shop.example"});
  if (const auto refusal = policy.refusal(input, input)) CHECK(refusal->size() <= kMessageBytesMax);
}

}  // namespace penstock::fuzzing
