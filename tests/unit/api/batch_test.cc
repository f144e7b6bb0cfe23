#include "api/delete_command.h"
#include "etl/document/claim_header.h"
#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

class BatchTest : public ApiTest {
 protected:
  http::Response send_batch(const std::string& commands, const http::Fields& headers = {}) {
    return send("POST", "/databases/shop/bulk_docs?", R"({"Commands":[)" + commands + "]}",
                headers);
  }
  int status_of_document(const std::string& id) {
    return send("GET", "/databases/shop/docs?id=" + id).status;
  }
};

TEST_F(BatchTest, AnswersEveryCommandInOrder) {
  put("old", "{}");
  const auto response = send_batch(
      R"({"Id":"employees/","ChangeVector":null,"Document":{"n":1.10,"@metadata":
            {"@collection":"Employees"}},"Type":"PUT"},
         {"Type":"DELETE","Id":"old","OriginalChangeVector":"A:1-x","ChangeVector":null},
         {"Type":"DELETE","Id":"missing"})");
  ASSERT_EQ(response.status, 201);
  const auto results = json(response).at("Results").as_array();
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[0].at("Type").as_string(), "PUT");
  EXPECT_EQ(results[0].at("@id").as_string(), "employees/0000000000000000002-A");
  EXPECT_EQ(results[0].at("@collection").as_string(), "Employees");
  EXPECT_TRUE(results[1].at("Deleted").as_bool());
  EXPECT_TRUE(results[1].at("ChangeVector").is_string());
  EXPECT_FALSE(results[2].at("Deleted").as_bool());
  EXPECT_FALSE(results[2].as_object().contains("ChangeVector"));
  EXPECT_THAT(send("GET", "/databases/shop/docs?id=employees/0000000000000000002-A").body,
              HasSubstr(R"("n":1.10)"));
}

TEST_F(BatchTest, WritesAllOrNothing) {
  put("taken", "{}");
  const auto response = send_batch(R"({"Type":"PUT","Id":"new","Document":{}},
                                      {"Type":"PUT","Id":"taken","ChangeVector":"","Document":{}})");
  EXPECT_EQ(response.status, 409);
  EXPECT_THAT(response.body, HasSubstr("ConcurrencyException"));
  EXPECT_EQ(status_of_document("new"), 404);
}

TEST_F(BatchTest, DeletesByPrefix) {
  for (const auto* id : {"orders/1/lines/1", "orders/1/lines/2", "orders/2"}) put(id, "{}");
  const auto response = send_batch(
      R"({"Id":"orders/1/","ChangeVector":null,"Type":"DELETE","IdPrefixed":true},
         {"Id":"nothing/","Type":"DELETE","IdPrefixed":true})");
  EXPECT_EQ(response.body, R"({"Results":[{"Id":"orders/1/","Type":"DELETE","Deleted":true},)"
                           R"({"Id":"nothing/","Type":"DELETE","Deleted":false}]})");
  EXPECT_EQ(status_of_document("orders/1/lines/1"), 404);
  EXPECT_EQ(status_of_document("orders/2"), 200);
}

TEST_F(BatchTest, RefusesADeleteByPrefixThatIsTooLargeForOneTransaction) {
  std::string commands;
  for (std::size_t i = 0; i <= kPrefixDeletesMax; ++i) {
    commands += i == 0 ? "" : ",";
    commands += R"({"Type":"PUT","Id":"many/)" + std::to_string(i) + R"(","Document":{}})";
  }
  ASSERT_EQ(send_batch(commands).status, 201);
  const auto response = send_batch(R"({"Id":"many/","Type":"DELETE","IdPrefixed":true})");
  EXPECT_EQ(response.status, 413);
  EXPECT_EQ(status_of_document("many/0"), 200);
}

TEST_F(BatchTest, NamesTheMemberThatIsWrongEvenIfNobodyNeedsIt) {
  const std::pair<std::string, std::string> cases[] = {
      {R"({"Commands":[%],"TransactionMode":7})", "'TransactionMode'"},
      {R"({"Commands":[%],"TransactionMode":"Both"})", "'TransactionMode'"},
      {R"({"Commands":[%],"Mystery":[1,,2]})", "'Mystery'"},
      {R"({"Commands":[%],"Mystery":nonsense})", "'Mystery'"},
      {R"({"Commands":[%,{"Type":"DELETE","Id":"a","ChangeVector":5}]})", "'ChangeVector'"},
      {R"({"Commands":[%,{"Type":"DELETE","Id":"a","OriginalChangeVector":5}]})",
       "'OriginalChangeVector'"},
      {R"({"Commands":[%,{"Type":"DELETE","Id":"a","IdPrefixed":"yes"}]})", "'IdPrefixed'"},
      {R"({"Commands":[%,{"Type":"DELETE","Id":"a","Mystery":{"a":tru}}]})", "'Mystery'"},
  };
  for (const auto& [body, named] : cases) {
    const auto at = body.find('%');
    const auto response =
        send("POST", "/databases/shop/bulk_docs",
             std::string(body).replace(at, 1, R"({"Type":"PUT","Id":"first","Document":{}})"));
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(text(response, "Message"), HasSubstr(named)) << body;
  }
  EXPECT_EQ(status_of_document("first"), 404);
}

TEST_F(BatchTest, NamesTheOptionThatIsWrong) {
  for (const auto* option :
       {"numberOfReplicasToWaitFor=many", "numberOfReplicasToWaitFor=-1",
        "waitForReplicasTimeout=soon", "waitForIndexesTimeout=15", "waitForIndexThrow=perhaps",
        "throwOnTimeoutInWaitForReplicas=1", "disableAtomicDocumentWrites=1"}) {
    const auto response = send("POST", std::string("/databases/shop/bulk_docs?") + option,
                               R"({"Commands":[{"Type":"PUT","Id":"first","Document":{}}]})");
    EXPECT_EQ(response.status, 400) << option;
    const std::string_view name = option;
    EXPECT_THAT(text(response, "Message"), HasSubstr(name.substr(0, name.find('='))));
  }
  EXPECT_EQ(status_of_document("first"), 404);
}

TEST_F(BatchTest, IgnoresMembersThatItDoesNotKnow) {
  const auto response =
      send("POST", "/databases/shop/bulk_docs?&waitForIndexesTimeout=00:00:15&unknown=1",
           R"({"Commands":[{"Type":"PUT","Id":"a","Document":{},"New":{"a":[1]}}],"Newer":[2]})");
  EXPECT_EQ(response.status, 201) << response.body;
}

TEST_F(BatchTest, NamesWhatItDoesNotSupportAndWritesNothing) {
  const auto response = send_batch(R"({"Type":"PUT","Id":"a","Document":{}},
                                      {"Type":"Mystery","Id":"a"})");
  EXPECT_EQ(response.status, 501);
  EXPECT_THAT(response.body, HasSubstr("commands of type 'Mystery'"));
  EXPECT_EQ(status_of_document("a"), 404);
}

TEST_F(BatchTest, SaysWhichCommandIsWrong) {
  const auto response = send_batch(R"({"Type":"DELETE","Id":"a"},{"Type":"PUT","Id":"b"})");
  EXPECT_EQ(response.status, 400);
  EXPECT_THAT(response.body, HasSubstr("Command 1: 'Document' is missing."));
}

TEST_F(BatchTest, RefusesBodiesThatAreNotABatch) {
  for (const auto* body :
       {"", "{", "[]", "{}", R"({"Commands":{}})", R"({"Commands":[1]})", R"({"Commands":[)",
        R"({"Commands":[]} x)", R"({"Commands":[{"Id":1,"Type":"DELETE"}]})",
        R"({"Commands":[{"Id":"a","Type":"DELETE","IdPrefixed":1}]})",
        R"({"Commands":[{"Id":"a\u00","Type":"DELETE"}]})",
        R"({"Commands":[{"Type":"PUT","Id":"a","Document":{"a":}}]})",
        R"({"Commands":[{"Type":"PUT","Id":"a","Document":[]}]})"}) {
    const auto response = send("POST", "/databases/shop/bulk_docs", body);
    EXPECT_EQ(response.status, 400) << body;
    EXPECT_THAT(response.body, HasSubstr("BadRequestException")) << body;
  }
}

TEST_F(BatchTest, UndoesTheEscapesOfNames) {
  put("a\"b", "{}");
  EXPECT_THAT(send_batch(R"({"I\u0064":"a\u0022b" , "Type" : "DELETE" })").body,
              HasSubstr(R"({"Id":"a\"b","Type":"DELETE","Deleted":true)"));
}

TEST_F(BatchTest, NeverAnswers404) {
  EXPECT_EQ(send("POST", "/databases/nodb/bulk_docs", R"({"Commands":[]})").status, 503);
}

// Exactly once between two servers: the checkpoint of the sender moves with its documents.
TEST_F(BatchTest, TakesABatchOfAnEtlProcessOnceAndFromItsOwnerOnly) {
  const etl::ProcessKey process{.source_database_id = "8f14e45f", .task = "t", .script = "s"};
  const auto open = [&] {
    etl::Position position;
    must(must(databases_->find("shop"))
             ->write_and_wait([&](documents::WriteContext& context) -> Result<void> {
               position = TRY(etl::open_checkpoint(context, process, {1}));
               return {};
             }));
    return position;
  };
  const auto position = open();
  const auto claim = [&](const etl::Position& from) {
    const etl::BatchClaim batch{.process = process, .position = from, .to = {7}};
    return http::Fields{{"Penstock-Etl-Checkpoint", etl::document::to_header(batch)}};
  };
  const std::string command = R"({"Type":"PUT","Id":"orders/","Document":{}})";
  EXPECT_EQ(send_batch(command, claim(position)).status, 201);
  EXPECT_EQ(send_batch(command, claim(position)).status, 409) << "a repetition";
  EXPECT_EQ(open().etag.value, 7u);

  auto former = position;
  former.etag = {7};
  const auto refused = send_batch(command, claim(former));
  EXPECT_EQ(refused.status, 409);
  EXPECT_THAT(refused.body, HasSubstr("NotOwnerException"));
  EXPECT_EQ(send_batch(command, {{"Penstock-Etl-Checkpoint", "{"}}).status, 400);
  EXPECT_THAT(send("GET", "/databases/shop/stats").body, HasSubstr(R"("CountOfDocuments":1,)"));
}

TEST_F(BatchTest, CountsWhatWasWritten) {
  send_batch(R"({"Type":"PUT","Id":"a","Document":{}},{"Type":"PUT","Id":"b","Document":{}})");
  send_batch(R"({"Type":"DELETE","Id":"a"})");
  EXPECT_THAT(metrics_.to_text(), HasSubstr("penstock_documents_written_total 2"));
  EXPECT_THAT(metrics_.to_text(), HasSubstr("penstock_documents_deleted_total 1"));
}

}  // namespace
}  // namespace penstock::api
