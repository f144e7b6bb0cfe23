#include "support/http_writers.h"

#include <atomic>
#include <chrono>
#include <cstdlib>
#include <thread>
#include <vector>

#include <fmt/format.h>

#include "http/curl_client.h"
#include "http/url.h"
#include "support/orders.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

void send(http::Client& client, const http::ClientRequest& request) {
  const auto answer = client.send(request, {});
  if (answer && answer->status < 300) return;
  fmt::print(stderr, "{}\n", answer ? answer->body : answer.error().message);
  std::exit(1);
}

}  // namespace

double http_writers(const std::string& binary, int writers, std::uint64_t documents) {
  const testing::TemporaryDirectory folder;
  const testing::ServerProcess server(binary, folder.path() + "/data", {"--log-level", "warning"});
  http::CurlClient setup;
  send(setup, {.method = "PUT",
               .url = server.url() + "/admin/databases?name=bench",
               .headers = {},
               .body = R"({"DatabaseName":"bench"})"});
  std::vector<std::string> orders;
  for (std::uint64_t number = 1; number <= documents; ++number)
    orders.push_back(order_json(number));

  const auto start = std::chrono::steady_clock::now();
  std::atomic<std::uint64_t> next = 0;
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < writers; ++i) {
      threads.emplace_back([&] {
        http::CurlClient client;
        for (auto number = next++; number < documents; number = next++) {
          send(client, {.method = "PUT",
                        .url = fmt::format("{}/databases/bench/docs?id={}", server.url(),
                                           http::percent_encode(order_id(number + 1))),
                        .headers = {},
                        .body = orders[number]});
        }
      });
    }
  }
  return static_cast<double>(documents) /
         std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace penstock::bench
