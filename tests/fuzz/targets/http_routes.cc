// Requests through the router and the endpoints behind it, over databases in memory: one after the
// other, between lines of dashes, each with its method and target, its headers and its body as HTTP
// has them, but for the version.
#include <cstdio>

#include "base/json.h"
#include "fuzz/checks.h"
#include "fuzz/inputs.h"
#include "fuzz/targets.h"
#include "support/api_in_memory.h"
#include "support/something_of_everything.h"

namespace penstock::fuzzing {
namespace {

constexpr std::size_t kRequestsMax = 4;
constexpr std::size_t kAnswerBytesMax = std::size_t{16} << 20;

/// The server's endpoints, and what there is behind them.
class Endpoints : public testing::ApiInMemory {
 public:
  Endpoints() {
    const auto shop = testing::must(databases_->find("shop"));
    testing::store_something_of_everything(*shop);
  }

  http::Response answer(std::string_view text) {
    auto request = to_request(text);
    if (request.body.empty()) {
      if (auto quick = router_.answer_at_once(request)) return *quick;
    }
    return send(std::move(request));
  }

 private:
  static http::Request to_request(std::string_view text) {
    auto [line, rest] = split_line(text);
    const auto blank = line.find(' ');
    auto result =
        request(std::string(line.substr(0, blank)),
                std::string(blank == std::string_view::npos ? "/" : line.substr(blank + 1)));
    while (!rest.empty()) {
      const auto [header, following] = split_line(rest);
      rest = following;
      if (header.empty()) break;
      const auto colon = header.find(": ");
      if (colon == std::string_view::npos) continue;
      result.headers.emplace_back(header.substr(0, colon), header.substr(colon + 2));
    }
    result.body = rest;
    return result;
  }
};

bool is_json(const http::Response& response) {
  return http::find_field(response.headers, "Content-Type")
      .value_or("")
      .starts_with("application/json");
}

std::string whole_body(const http::Response& response) {
  auto body = response.body;
  while (response.source != nullptr && body.size() < kAnswerBytesMax) {
    const auto piece = response.source->next();
    if (!piece || !*piece) break;
    body += **piece;
  }
  return body;
}

void check_answer(const http::Response& response) {
  CHECK(response.web_socket != nullptr || (response.status >= 200 && response.status < 600));
  // What a client sends is never a fault of the server; some exceptions have its status all the
  // same.
  const bool is_internal =
      response.status == 500 && response.body.find("RavenException") != std::string::npos;
  if (is_internal) std::fprintf(stderr, "%s\n", response.body.c_str());
  CHECK(!is_internal);
  for (const auto& [name, value] : response.headers) {
    CHECK(value.find_first_of("\r\n") == std::string::npos);
  }
  const auto body = whole_body(response);
  if (response.status < 400 || !is_json(response)) return;  // A browser gets a page.
  const auto error = parse_json(body);
  CHECK(error.has_value() && error->is_object());
  if (response.status == 404) return;  // May be an answer like others, with nothing in it.
  CHECK(error->as_object().contains("Type") && error->as_object().contains("Message"));
}

}  // namespace

void fuzz_http_routes(std::string_view input) {
  Endpoints endpoints;
  for (const auto request : split_parts(input, "\n----\n", kRequestsMax)) {
    check_answer(endpoints.answer(request));
  }
}

}  // namespace penstock::fuzzing
