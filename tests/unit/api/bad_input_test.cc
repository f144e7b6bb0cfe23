// What every endpoint does with input that is wrong: says what it is, and changes nothing. The
// cases are in bad_input.json, by route; a route without any says why it needs none.
#include <fstream>
#include <iterator>
#include <set>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

const json::object& all_cases() {
  static const json::object kCases = [] {
    std::ifstream file(PENSTOCK_BAD_INPUT);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    return must(parse_json(text)).as_object();
  }();
  return kCases;
}

std::string replace(std::string text, std::string_view what, const std::string& with) {
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at)) {
    text.replace(at, what.size(), with);
  }
  return text;
}

/// "{long}" and "{verylong}" stand for names over the limits.
std::string spelled_out(const std::string& text) {
  return replace(replace(text, "{long}", std::string(600, 'x')), "{verylong}",
                 std::string(2000, 'x'));
}

std::string member(const json::object& object, std::string_view name,
                   std::string_view otherwise = "") {
  const auto* value = object.if_contains(name);
  return std::string(value == nullptr ? otherwise : std::string_view(value->as_string()));
}

class BadInputTest : public ApiTest {
 protected:
  BadInputTest() {
    put("employees/1", R"({"name":"Ann","@metadata":{"@collection":"Employees"}})");
    send("PUT", "/databases/shop/attachments?id=employees/1&name=photo", "pixels");
    send("POST", "/databases/shop/counters",
         R"({"Documents":[{"DocumentId":"employees/1","Operations":
              [{"Type":"Increment","CounterName":"likes","Delta":7}]}]})");
    send("POST", "/databases/shop/timeseries?docId=employees/1",
         R"({"Name":"Pulse","Appends":[{"Timestamp":"2024-01-01T10:00:00Z","Values":[1]}]})");
  }

  http::Response send_case(const std::string& route, const json::object& one) {
    const auto space = route.find(' ');
    const auto path = replace(route.substr(space + 1), "{database}", "shop");
    http::Fields headers;
    if (const auto* given = one.if_contains("headers")) {
      for (const auto& [name, value] : given->as_object()) {
        headers.emplace_back(name, value.as_string());
      }
    }
    const auto* body = one.if_contains("body");
    const auto text = body == nullptr ? member(one, "text") : json::serialize(*body);
    return send(route.substr(0, space), spelled_out(path + member(one, "query")), spelled_out(text),
                headers);
  }

  /// All that a client can see of the server.
  std::string state() {
    std::string all;
    for (const auto* target :
         {"/databases", "/admin/databases?name=shop", "/databases/shop/stats/detailed",
          "/databases/shop/docs", "/databases/shop/cmpxchg", "/databases/shop/debug/identities",
          "/databases/shop/admin/connection-strings", "/databases/shop/tasks"}) {
      all += send("GET", target).body + '\n';
    }
    return all;
  }
};

TEST_F(BadInputTest, IsTriedOnEveryRoute) {
  std::set<std::string> routes;
  for (const auto& route : router_.routes()) routes.insert(route);
  std::set<std::string> tried;
  for (const auto& [route, cases] : all_cases()) tried.insert(route);
  EXPECT_EQ(routes, tried);
}

TEST_F(BadInputTest, IsRefusedWithAReasonAndChangesNothing) {
  auto before = state();
  for (const auto& [route, cases] : all_cases()) {
    if (!cases.is_array()) continue;
    for (const auto& one : cases.as_array()) {
      SCOPED_TRACE(std::string(route) + " " + json::serialize(one));
      const auto& wrong = one.as_object();
      const auto* status = wrong.if_contains("status");
      const auto response = send_case(route, wrong);
      EXPECT_EQ(response.status, status == nullptr ? 400 : status->as_int64()) << response.body;
      if (response.status < 400) continue;
      EXPECT_THAT(text(response, "Type"), HasSubstr(member(wrong, "type", "BadRequestException")));
      EXPECT_THAT(text(response, "Message"), HasSubstr(member(wrong, "says")));
      auto after = state();
      EXPECT_TRUE(after == before) << after;
      before = std::move(after);
    }
  }
}

TEST_F(BadInputTest, OfADatabaseThatIsNotThereSaysSo) {
  for (const auto& [route, cases] : all_cases()) {
    if (std::string_view(route).find("{database}") == std::string_view::npos) continue;
    const auto space = route.find(' ');
    const auto path = replace(std::string(route.substr(space + 1)), "{database}", "nowhere");
    const auto response = send(route.substr(0, space), path);
    EXPECT_EQ(response.status, 503) << route;
    EXPECT_EQ(http::find_field(response.headers, "Database-Missing"), "nowhere") << route;
    EXPECT_THAT(text(response, "Type"), HasSubstr("DatabaseDoesNotExistException")) << route;
  }
}

}  // namespace
}  // namespace penstock::api
