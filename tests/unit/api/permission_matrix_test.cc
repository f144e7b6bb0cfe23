// Every route, called by everybody: strangers and holders of certificates of each clearance and
// access. What is expected stands in permissions.json, written down apart from the routes.
#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <set>
#include <vector>

#include "security/caller.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using security::Caller;
using security::Clearance;
using security::DatabaseAccess;
using testing::ApiTest;
using testing::must;

constexpr const char* kStrangerIsTold = "Who are you?";

/// The words of permissions.json, from the least to the most.
const std::vector<std::string> kNeeds = {
    "none", "registered", "read", "write", "admin", "operator", "cluster administrator"};

/// Somebody who calls, and the last of the needs that they meet.
struct Somebody {
  std::string description;
  std::shared_ptr<const Caller> caller;
  std::string may;
};

std::shared_ptr<const Caller> holder(Clearance clearance) {
  return Caller::holder("ann", "AB12", {.clearance = clearance});
}

std::shared_ptr<const Caller> holder(DatabaseAccess access, const char* database = "Shop") {
  return Caller::holder("ann", "AB12", {.databases = {{database, access}}});
}

std::vector<Somebody> everybody() {
  return {
      {"a stranger", Caller::stranger(kStrangerIsTold), "none"},
      {"a user without databases", holder(Clearance::kValidUser), "registered"},
      {"an administrator of another database", holder(DatabaseAccess::kAdmin, "bank"),
       "registered"},
      {"a reader", holder(DatabaseAccess::kRead), "read"},
      {"a writer", holder(DatabaseAccess::kReadWrite), "write"},
      {"an administrator of the database", holder(DatabaseAccess::kAdmin), "admin"},
      {"an operator", holder(Clearance::kOperator), "operator"},
      {"a node", holder(Clearance::kClusterNode), "operator"},
      {"an administrator", holder(Clearance::kClusterAdmin), "cluster administrator"},
      {"anybody without TLS", Caller::anybody(), "cluster administrator"},
  };
}

const std::map<std::string, std::string>& table() {
  static const auto kTable = [] {
    std::ifstream file(PENSTOCK_PERMISSIONS);
    const std::string text{std::istreambuf_iterator<char>(file), {}};
    const auto parsed = must(parse_json(text)).as_object();
    std::map<std::string, std::string> needs;
    for (const auto& [route, need] : parsed) {
      needs.emplace(route, need.as_string());
    }
    return needs;
  }();
  return kTable;
}

std::ptrdiff_t rank(const std::string& need) {
  const auto found = std::ranges::find(kNeeds, need);
  EXPECT_NE(found, kNeeds.end()) << need;
  return found - kNeeds.begin();
}

class PermissionMatrixTest : public ApiTest {
 protected:
  PermissionMatrixTest() { must(databases_->create("bank")); }

  /// As that somebody, about the database "shop".
  http::Response call(const std::string& route, const Somebody& somebody) {
    caller_ = somebody.caller;
    const auto space = route.find(' ');
    auto path = route.substr(space + 1);
    constexpr std::string_view kDatabase = "{database}";
    if (const auto at = path.find(kDatabase); at != std::string::npos) {
      path.replace(at, kDatabase.size(), "shop");
    }
    return send(route.substr(0, space), path + "?name=shop");
  }

  static bool is_refused(const http::Response& response) {
    return response.status == 403 &&
           (text(response, "Message").find("may not do this") != std::string::npos ||
            text(response, "Message") == kStrangerIsTold);
  }
};

TEST_F(PermissionMatrixTest, CoversEveryRoute) {
  std::set<std::string> routes;
  for (const auto& route : router_.routes()) routes.insert(route);
  std::set<std::string> expected;
  for (const auto& [route, need] : table()) expected.insert(route);
  EXPECT_EQ(routes, expected);
}

TEST_F(PermissionMatrixTest, LetsEverybodyDoWhatTheTableSaysAndNoMore) {
  for (const auto& [route, need] : table()) {
    for (const auto& somebody : everybody()) {
      const bool may = rank(need) <= rank(somebody.may);
      EXPECT_EQ(is_refused(call(route, somebody)), !may) << somebody.description << ": " << route;
    }
  }
}

TEST_F(PermissionMatrixTest, AnswersAlikeForADatabaseThatIsAnothersAndOneThatIsNotThere) {
  caller_ = holder(DatabaseAccess::kAdmin, "bank");
  for (const auto& entry : table()) {
    const std::string& route = entry.first;  // A lambda captures it.
    const auto space = route.find(' ');
    const auto at = route.find("{database}");
    if (at == std::string::npos) continue;
    const auto message = [&](const std::string& database) {
      auto path = route.substr(space + 1);
      path.replace(at - space - 1, std::string_view("{database}").size(), database);
      return text(send(route.substr(0, space), path), "Message");
    };
    auto expected = message("nope");
    expected.replace(expected.find("nope"), 4, "shop");
    EXPECT_EQ(message("shop"), expected) << route;
  }
}

}  // namespace
}  // namespace penstock::api
