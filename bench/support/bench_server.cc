#include "support/bench_server.h"

#include <algorithm>

#include <fmt/format.h>

#include "http/curl_client.h"
#include "support/fail.h"
#include "support/orders.h"

namespace penstock::bench {

BenchServer::BenchServer(std::string binary) : binary_(std::move(binary)) {
  start();
  call("PUT", "/admin/databases?name=bench", R"({"DatabaseName":"bench"})");
}

std::string BenchServer::call(const std::string& method, const std::string& path,
                              std::string body) const {
  http::CurlClient client;
  auto answer = must(client.send(
      {.method = method, .url = url() + path, .headers = {}, .body = std::move(body)}, {}));
  if (answer.status >= 300) fail(answer.body);
  return std::move(answer.body);
}

void BenchServer::fill(std::uint64_t documents) const {
  constexpr std::uint64_t kBatchDocuments = 1000;
  for (std::uint64_t first = 1; first <= documents; first += kBatchDocuments) {
    std::string commands;
    for (auto number = first; number < std::min(first + kBatchDocuments, documents + 1); ++number) {
      commands += fmt::format(R"({}{{"Id":"{}","Type":"PUT","Document":{}}})",
                              commands.empty() ? "" : ",", order_id(number), order_json(number));
    }
    call("POST", "/databases/bench/bulk_docs", fmt::format(R"({{"Commands":[{}]}})", commands));
  }
}

void BenchServer::restart() {
  process_->stop();
  start();
}

void BenchServer::start() {
  process_.emplace(binary_, folder_.path() + "/data",
                   std::vector<std::string>{"--log-level", "warning"});
}

}  // namespace penstock::bench
