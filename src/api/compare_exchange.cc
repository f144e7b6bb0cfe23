// Values that are changed only by who knows their index (protocol, section 14.4).
#include "documents/compare_exchange.h"

#include <limits>

#include "api/answers.h"
#include "api/compare_exchange_json.h"
#include "api/request_reading.h"
#include "api/routes.h"
#include "base/json_object_text.h"
#include "documents/commit_tables.h"

namespace penstock::api {
namespace {

using documents::CompareExchangeOutcome;
using documents::CompareExchangeReader;
using documents::CompareExchangeValue;

/// All values of one answer together; who has more asks for pages.
constexpr std::size_t kAnswerBytesMax = std::size_t{64} << 20;

http::Response results(const std::vector<CompareExchangeValue>& values) {
  std::string body = R"({"Results":[)";
  for (const auto& value : values) {
    if (body.back() != '[') body += ',';
    append_compare_exchange(body, value);
  }
  return http::json_response(200, body + "]}");
}

Result<void> check_size(const std::vector<CompareExchangeValue>& values) {
  std::size_t bytes = 0;
  for (const auto& value : values) bytes += value.value.size();
  if (bytes < kAnswerBytesMax) return {};
  return Error{ErrorCode::kTooLarge, "That is too much for one answer. Ask for smaller pages."};
}

Result<http::Response> get_keys(const CompareExchangeReader& reader,
                                const std::vector<std::string_view>& keys) {
  std::vector<CompareExchangeValue> values;
  for (const auto key : keys) {
    if (auto value = TRY(reader.get(key))) values.push_back(*std::move(value));
  }
  TRY(check_size(values));
  if (values.empty() && keys.size() == 1) return empty_response(404);
  return results(values);
}

Result<http::Response> get(const http::Request& request, documents::Database& database) {
  const auto snapshot = TRY(database.snapshot());
  const CompareExchangeReader reader(snapshot.storage());
  if (const auto keys = request.parameters("key"); !keys.empty()) return get_keys(reader, keys);
  CompareExchangeReader::Page page;
  page.prefix = request.parameter("startsWith").value_or("");
  page.skip = static_cast<std::size_t>(TRY(number_parameter(request, "start", 0)));
  page.count_max = static_cast<std::size_t>(
      TRY(number_parameter(request, "pageSize", std::numeric_limits<std::int64_t>::max())));
  page.bytes_max = kAnswerBytesMax;
  const auto values = TRY(reader.read(page));
  TRY(check_size(values));
  return results(values);
}

http::Response answer(const CompareExchangeOutcome& outcome) {
  std::string body;
  JsonObjectText json(body);
  json.json("Index", std::to_string(outcome.index)).json("Value", outcome.value.value_or("null"));
  json.json("Successful", outcome.successful ? "true" : "false");
  json.end();
  return http::json_response(200, std::move(body));
}

Result<void> put(const http::Request& request, documents::Database& database,
                 const http::Respond& respond) {
  const auto key = TRY(required_parameter(request, "key"));
  const auto expected = TRY(expected_index(request));
  const auto value = TRY(documents::compare_exchange_text(request.body));
  const auto outcome = std::make_shared<CompareExchangeOutcome>();
  database.write(
      [key, value, expected, outcome](documents::WriteContext& context) -> Result<void> {
        *outcome = TRY(context.tables().compare_exchange.put(key, value, expected));
        return {};
      },
      answer_written(request, respond, [outcome] { return answer(*outcome); }));
  return {};
}

Result<void> remove(const http::Request& request, documents::Database& database,
                    const http::Respond& respond) {
  const auto key = TRY(required_parameter(request, "key"));
  const auto expected = TRY(expected_index(request));
  const auto outcome = std::make_shared<CompareExchangeOutcome>();
  database.write(
      [key, expected, outcome](documents::WriteContext& context) -> Result<void> {
        *outcome = TRY(context.tables().compare_exchange.remove(key, expected));
        return {};
      },
      answer_written(request, respond, [outcome] { return answer(*outcome); }));
  return {};
}

}  // namespace

void register_compare_exchange_routes(http::Router& router, Services& services) {
  constexpr std::string_view kPath = "/databases/{database}/cmpxchg";
  router.add("GET", kPath, Permission::kReadDatabase, with_database(services, get));
  router.add("PUT", kPath, Permission::kWriteDatabase, with_database(services, put));
  router.add("DELETE", kPath, Permission::kWriteDatabase, with_database(services, remove));
}

}  // namespace penstock::api
