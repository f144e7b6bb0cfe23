#include "etl/document/connection_test.h"

#include <chrono>

#include <fmt/format.h>

#include "etl/document/answers.h"
#include "http/url.h"

namespace penstock::etl::document {
namespace {

// Somebody looks on.
constexpr std::chrono::milliseconds kPatience{5'000};

Result<void> test_server(std::string_view url, const std::string& database, http::Client& client,
                         const std::stop_token& stop) {
  if (url.ends_with('/')) url.remove_suffix(1);
  const auto answer = TRY(
      client.send({.method = "GET",
                   .url = fmt::format("{}/topology?name={}", url, http::percent_encode(database)),
                   .headers = {},
                   .body = {},
                   .timeout = kPatience},
                  stop));
  TRY(check_answer(answer));
  if (node_urls(answer)) return {};
  return Error{ErrorCode::kUnavailable, "what answers there is not a document database"};
}

}  // namespace

Result<void> test_connection(const ConnectionString& connection, http::Client& client,
                             const std::stop_token& stop) {
  for (const auto& url : connection.topology_discovery_urls) {
    const auto tested = test_server(url, connection.database, client, stop);
    if (!tested) return tested.error().within(url);
  }
  return {};
}

}  // namespace penstock::etl::document
