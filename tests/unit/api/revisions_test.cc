#include "support/eventually.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using std::chrono::hours;
using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

constexpr const char* kRevisions = "/databases/shop/revisions";
constexpr const char* kConfiguration = "/databases/shop/admin/revisions/config?raft-request-id=x";

class RevisionsApiTest : public ApiTest {
 protected:
  http::Response configure(const std::string& body) { return send("POST", kConfiguration, body); }

  /// Writes a version and returns its change vector.
  std::string write(int n) {
    return text(
        put("users/1", R"({"n":)" + std::to_string(n) + R"(,"@metadata":{"@collection":"Users"}})"),
        "ChangeVector");
  }
  http::Response get(const std::string& query) {
    return send("GET", std::string(kRevisions) + "?&" + query);
  }
  /// The member "n" of each result; -1 for null.
  static std::vector<std::int64_t> numbers(const http::Response& response) {
    std::vector<std::int64_t> found;
    const auto body = json(response);
    for (const auto& result : body.at("Results").as_array()) {
      found.push_back(result.is_null() ? -1 : result.at("n").as_int64());
    }
    return found;
  }
  http::Response send_batch(const std::string& commands) {
    return send("POST", "/databases/shop/bulk_docs", R"({"Commands":[)" + commands + "]}");
  }
};

using Numbers = std::vector<std::int64_t>;

TEST_F(RevisionsApiTest, TheConfigurationIsStoredAndReadBack) {
  EXPECT_EQ(send("GET", "/databases/shop/revisions/config").status, 404);
  const auto response = configure(R"({"Default":{"MinimumRevisionsToKeep":5},"Collections":null})");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(json(response).at("RaftCommandIndex").as_int64(), 1);
  const auto stored = json(send("GET", "/databases/shop/revisions/config"));
  EXPECT_EQ(stored.at("Default").at("MinimumRevisionsToKeep").as_int64(), 5);
  const auto record = json(send("GET", "/admin/databases?name=shop"));
  EXPECT_EQ(record.at("Revisions"), boost::json::value(stored));
  EXPECT_TRUE(record.at("Expiration").is_null());
}

TEST_F(RevisionsApiTest, ADatabaseIsCreatedWithItsConfiguration) {
  const auto created = send("PUT", "/admin/databases?name=kept",
                            R"({"DatabaseName":"kept","Revisions":{"Default":{}},
                                "Expiration":{"DeleteFrequencyInSec":5},"Refresh":null})");
  ASSERT_EQ(created.status, 201) << created.body;
  EXPECT_EQ(send("GET", "/databases/kept/revisions/config").status, 200);
  EXPECT_EQ(send("GET", "/databases/kept/expiration/config").status, 200);
  EXPECT_EQ(send("GET", "/databases/kept/refresh/config").status, 404);
}

TEST_F(RevisionsApiTest, ADatabaseWithAWrongConfigurationIsNotCreated) {
  for (const auto* member : {R"("Revisions":{"Default":7})", R"("Revisions":[1])",
                             R"("Expiration":{"DeleteFrequencyInSec":-1})"}) {
    const auto created = send("PUT", "/admin/databases?name=wrong",
                              R"({"DatabaseName":"wrong",)" + std::string(member) + "}");
    EXPECT_EQ(created.status, 400) << created.body;
  }
  EXPECT_EQ(send("GET", "/admin/databases?name=wrong").status, 404);
}

TEST_F(RevisionsApiTest, AWrongConfigurationIsRefusedAndTheFormerStays) {
  configure(R"({"Default":{"MinimumRevisionsToKeep":5}})");
  for (const auto* body : {"", "[]", "7", R"({"Default":[]})", R"({"Collections":{"Users":1}})",
                           R"({"Default":{"MinimumRevisionAgeToKeep":"14"}})",
                           R"({"Default":{"MinimumRevisionsToKeep":"5"}})"}) {
    const auto response = configure(body);
    EXPECT_EQ(response.status, 400) << body;
  }
  EXPECT_THAT(send("GET", "/databases/shop/revisions/config").body, HasSubstr("5"));
}

TEST_F(RevisionsApiTest, RevisionsComeNewestFirstInPagesWithTheirTotal) {
  configure(R"({"Default":{}})");
  for (int n = 1; n <= 5; ++n) write(n);
  const auto page = get("id=USERS/1&start=1&pageSize=2");
  EXPECT_EQ(page.status, 200);
  EXPECT_EQ(numbers(page), (Numbers{4, 3}));
  EXPECT_EQ(json(page).at("TotalResults").as_int64(), 5);
  EXPECT_EQ(numbers(get("id=users/1")), (Numbers{5, 4, 3, 2, 1}));
  EXPECT_EQ(numbers(get("id=users/1&pageSize=0")), Numbers{});
  EXPECT_EQ(numbers(get("id=users/1&start=99")), Numbers{});
  EXPECT_EQ(numbers(get("id=users/9")), Numbers{});
  const auto stats = json(send("GET", "/databases/shop/stats"));
  EXPECT_EQ(stats.at("CountOfRevisionDocuments").as_int64(), 5);
}

TEST_F(RevisionsApiTest, MetadataOnlyLeavesOutTheRest) {
  configure(R"({"Default":{}})");
  const auto change_vector = write(1);
  const auto result = json(get("id=users/1&metadataOnly=true")).at("Results").at(0).as_object();
  EXPECT_EQ(result.size(), 1u);
  const auto& metadata = result.at("@metadata").as_object();
  EXPECT_EQ(metadata.at("@id").as_string(), "users/1");
  EXPECT_EQ(metadata.at("@collection").as_string(), "Users");
  EXPECT_EQ(metadata.at("@change-vector").as_string(), change_vector);
  EXPECT_EQ(metadata.at("@flags").as_string(), "HasRevisions, Revision");
}

TEST_F(RevisionsApiTest, RevisionsAreFoundByChangeVector) {
  configure(R"({"Default":{}})");
  const auto first = write(1);
  write(2);
  const auto encoded = http::percent_encode(first);
  EXPECT_EQ(numbers(get("changeVector=" + encoded)), (Numbers{1}));
  EXPECT_EQ(numbers(get("changeVector=nope&changeVector=" + encoded)), (Numbers{-1, 1}));
  EXPECT_EQ(get("changeVector=nope").status, 404);
}

TEST_F(RevisionsApiTest, TheRevisionOfATimeIsFound) {
  configure(R"({"Default":{}})");
  const auto start = clock_.now();
  write(1);
  clock_.advance(hours{1});
  write(2);
  EXPECT_EQ(numbers(get("id=users/1&before=" + format_wire_time(start))), (Numbers{1}));
  EXPECT_EQ(numbers(get("id=users/1&before=" + format_wire_time(start + hours{2}))), (Numbers{2}));
  EXPECT_EQ(numbers(get("id=users/1&before=" + format_wire_time(start - hours{1}))), Numbers{});
}

TEST_F(RevisionsApiTest, BadRequestsAreRefused) {
  for (const auto* query : {"", "id=", "id=users/1&before=yesterday", "id=users/1&start=-1",
                            "id=users/1&pageSize=many"}) {
    EXPECT_EQ(get(query).status, 400) << query;
  }
  EXPECT_EQ(send("GET", "/databases/shop/revisions/count").status, 400);
  EXPECT_EQ(send("GET", "/databases/shop/revisions/bin?start=x").status, 400);
}

TEST_F(RevisionsApiTest, RevisionsAreCounted) {
  configure(R"({"Default":{}})");
  write(1);
  write(2);
  EXPECT_EQ(send("GET", "/databases/shop/revisions/count?&id=users/1").body,
            R"({"RevisionsCount":2})");
  EXPECT_EQ(send("GET", "/databases/shop/revisions/count?&id=none").body,
            R"({"RevisionsCount":0})");
}

TEST_F(RevisionsApiTest, TheBinHasDeletedDocuments) {
  configure(R"({"Default":{}})");
  write(1);
  send("DELETE", "/databases/shop/docs?id=users/1");
  const auto bin = json(send("GET", "/databases/shop/revisions/bin?start=0&pageSize=undefined"));
  ASSERT_EQ(bin.at("Results").as_array().size(), 1u);
  const auto& metadata = bin.at("Results").at(0).at("@metadata").as_object();
  EXPECT_EQ(metadata.at("@id").as_string(), "users/1");
  EXPECT_EQ(metadata.at("@flags").as_string(), "HasRevisions, DeleteRevision");
}

TEST_F(RevisionsApiTest, ARevisionIsForcedByACommandOfABatch) {
  write(1);
  const auto response = send_batch(R"({"Id":"Users/1","Type":"ForceRevisionCreation"},
                                      {"Id":"Users/1","Type":"ForceRevisionCreation"})");
  ASSERT_EQ(response.status, 201) << response.body;
  const auto results = json(response).at("Results").as_array();
  EXPECT_TRUE(results[0].at("RevisionCreated").as_bool());
  EXPECT_EQ(results[0].at("@id").as_string(), "users/1");
  EXPECT_EQ(results[0].at("@flags").as_string(), "HasRevisions");
  EXPECT_EQ(numbers(get("changeVector=" + http::percent_encode(std::string(
                                              results[0].at("@change-vector").as_string())))),
            (Numbers{1}));
  EXPECT_EQ(results[1],
            must(parse_json(R"({"RevisionCreated":false,"Type":"ForceRevisionCreation"})")));
}

TEST_F(RevisionsApiTest, ARevisionOfWhatIsNotThereUndoesTheBatch) {
  const auto response = send_batch(R"({"Id":"a","Type":"PUT","Document":{}},
                                      {"Id":"missing","Type":"ForceRevisionCreation"})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("missing"));
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=a").status, 404);
  EXPECT_EQ(send_batch(R"({"Type":"ForceRevisionCreation"})").status, 400);
}

TEST_F(RevisionsApiTest, APutKeepsTheFormerVersionWhenAsked) {
  write(1);
  const auto response = send_batch(
      R"({"Id":"users/1","Type":"PUT","ForceRevisionCreationStrategy":"Before",
          "Document":{"n":2,"@metadata":{"@collection":"Users"}}})");
  EXPECT_EQ(json(response).at("Results").at(0).at("@flags").as_string(), "HasRevisions");
  EXPECT_EQ(numbers(get("id=users/1")), (Numbers{1}));
  EXPECT_EQ(send_batch(R"({"Id":"users/1","Type":"PUT","Document":{},
                           "ForceRevisionCreationStrategy":"After"})")
                .status,
            400);
}

TEST_F(RevisionsApiTest, AnEnforcementIsAnOperation) {
  configure(R"({"Default":{}})");
  for (int n = 1; n <= 4; ++n) write(n);
  configure(R"({"Default":{"MinimumRevisionsToKeep":1}})");
  const auto started = send("POST", "/databases/shop/admin/revisions/config/enforce",
                            R"({"Collections":null,"IncludeForceCreated":false})");
  ASSERT_EQ(started.status, 200) << started.body;
  const auto id = json(started).at("OperationId").as_int64();
  const auto state = [&] {
    return json(send("GET", "/databases/shop/operations/state?id=" + std::to_string(id)));
  };
  ASSERT_TRUE(testing::eventually([&] { return state().at("Status").as_string() == "Completed"; }));
  EXPECT_EQ(state().at("Result").at("RemovedRevisions").as_int64(), 3);
  EXPECT_EQ(numbers(get("id=users/1")), (Numbers{4}));
}

TEST_F(RevisionsApiTest, AWrongEnforcementIsRefused) {
  for (const auto* body : {"", R"({"Collections":"Users"})", R"({"IncludeForceCreated":1})",
                           R"({"MaxOpsPerSecond":"fast"})"}) {
    EXPECT_EQ(send("POST", "/databases/shop/admin/revisions/config/enforce", body).status, 400)
        << body;
  }
}

TEST_F(RevisionsApiTest, RevisionsAreIncludedInALoad) {
  configure(R"({"Default":{}})");
  const auto start = clock_.now();
  const auto first = write(1);
  clock_.advance(hours{1});
  put("users/1", R"({"n":2,"was":")" + first + R"(","@metadata":{"@collection":"Users"}})");
  const auto include = [&](const std::string& query) {
    return json(send("GET", "/databases/shop/docs?id=users/1&" + query))
        .at("RevisionIncludes")
        .as_array();
  };
  const auto by_path = include("revisions=was&revisions=nothing");
  ASSERT_EQ(by_path.size(), 1u);
  EXPECT_EQ(by_path[0].at("ChangeVector").as_string(), first);
  EXPECT_EQ(by_path[0].at("Revision").at("n").as_int64(), 1);
  const auto by_time = include("revisionsBefore=" + format_wire_time(start));
  ASSERT_EQ(by_time.size(), 1u);
  EXPECT_EQ(by_time[0].at("Id").as_string(), "users/1");
  EXPECT_EQ(by_time[0].at("Revision").at("n").as_int64(), 1);
  EXPECT_EQ(send("GET", "/databases/shop/docs?id=users/1&revisionsBefore=then").status, 400);
}

}  // namespace
}  // namespace penstock::api
