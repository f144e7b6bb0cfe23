#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;

constexpr std::string_view kPath = "/databases/shop/attachments";

class AttachmentsTest : public ApiTest {
 protected:
  AttachmentsTest() { put("users/1", R"({"@metadata":{"@collection":"Users"}})"); }

  static std::string target(const std::string& name, const std::string& id = "users/1") {
    return fmt::format("{}?id={}&name={}", kPath, http::percent_encode(id),
                       http::percent_encode(name));
  }
  http::Response put_bytes(const std::string& name, const std::string& bytes,
                           const http::Fields& headers = {},
                           const std::string& type = "text/plain") {
    return send("PUT", target(name) + "&contentType=" + http::percent_encode(type), bytes, headers);
  }
  http::Response get(const std::string& name, const http::Fields& headers = {},
                     const std::string& method = "GET") {
    return send(method, target(name), "", headers);
  }
  static std::string body_of(const http::Response& response) {
    if (!response.source) return response.body;
    std::string body;
    while (const auto piece = must(response.source->next())) body += *piece;
    EXPECT_EQ(response.source->size(), body.size());
    return body;
  }
  static std::string header(const http::Response& response, std::string_view name) {
    return std::string(http::find_field(response.headers, name).value_or("none"));
  }
  std::string document() { return send("GET", "/databases/shop/docs?id=users/1").body; }
  std::string version() {
    const auto documents = must(parse_json(document())).at("Results").as_array();
    return std::string(documents[0].at("@metadata").at("@change-vector").as_string());
  }

  /// A batch and the streams that come with it.
  http::Response send_multipart(const std::string& commands,
                                const std::vector<std::string>& streams) {
    std::string body =
        "--xyz\r\nContent-Type: application/json\r\n\r\n{\"Commands\":[" + commands + "]}\r\n";
    for (const auto& stream : streams) body += "--xyz\r\n\r\n" + stream + "\r\n";
    return send("POST", "/databases/shop/bulk_docs", body + "--xyz--\r\n",
                {{"Content-Type", "multipart/form-data; boundary=xyz"}});
  }
  static std::string command(const std::string& type, const std::string& name,
                             const std::string& more = "") {
    return fmt::format(R"({{"Id":"users/1","Name":"{}","Type":"{}"{}}})", name, type, more);
  }
};

TEST_F(AttachmentsTest, PutsAndGetsBytesWithTheirDetails) {
  const auto put = put_bytes("photo 1.png", "pixels", {}, "image/png");
  EXPECT_EQ(put.status, 201);
  EXPECT_EQ(text(put, "Name"), "photo 1.png");
  EXPECT_EQ(text(put, "DocumentId"), "users/1");
  EXPECT_EQ(text(put, "ContentType"), "image/png");
  EXPECT_EQ(json(put).at("Size").as_int64(), 6);

  const auto got = get("photo 1.png");
  EXPECT_EQ(got.status, 200);
  EXPECT_EQ(body_of(got), "pixels");
  EXPECT_EQ(header(got, "Content-Type"), "image/png");
  EXPECT_EQ(header(got, "Attachment-Hash"), text(put, "Hash"));
  EXPECT_EQ(header(got, "Attachment-Size"), "6");
  EXPECT_EQ(etag(got), "\"" + text(put, "ChangeVector") + "\"");
  EXPECT_THAT(document(), HasSubstr(R"("@flags":"HasAttachments")"));
  EXPECT_THAT(document(), HasSubstr(text(put, "Hash")));
}

TEST_F(AttachmentsTest, NamesTheFileInAWayThatNoHeaderBreaks) {
  put_bytes("a\"b\r\n\xC3\xBC.txt", "x");
  EXPECT_EQ(header(get("a\"b\r\n\xC3\xBC.txt"), "Content-Disposition"),
            "attachment; filename=\"a_b____.txt\"; filename*=UTF-8''a%22b%0D%0A%C3%BC.txt");
}

TEST_F(AttachmentsTest, AnswersHeadAndWhatTheClientHasAlready) {
  put_bytes("a", "bytes");
  const auto head = get("a", {}, "HEAD");
  EXPECT_EQ(head.status, 200);
  const auto vector = etag(head);
  EXPECT_EQ(get("a", {{"If-None-Match", vector}}).status, 304);
  EXPECT_EQ(get("missing", {}, "HEAD").status, 404);
  EXPECT_EQ(get("missing").status, 404);
}

TEST_F(AttachmentsTest, GivesRanges) {
  put_bytes("a", "0123456789");
  const auto part = get("a", {{"Range", "bytes=2-4"}});
  EXPECT_EQ(part.status, 206);
  EXPECT_EQ(body_of(part), "234");
  EXPECT_EQ(header(part, "Content-Range"), "bytes 2-4/10");
  EXPECT_EQ(header(part, "Attachment-Size"), "10");
  EXPECT_EQ(body_of(get("a", {{"Range", "bytes=-3"}})), "789");
  EXPECT_EQ(get("a", {{"Range", "bytes=4-2"}}).status, 400);
  const auto beyond = get("a", {{"Range", "bytes=10-"}});
  EXPECT_EQ(beyond.status, 416);
  EXPECT_EQ(header(beyond, "Content-Range"), "bytes */10");
}

TEST_F(AttachmentsTest, GivesRangesOfManyChunks) {
  std::string bytes;
  for (int i = 0; i < 200'000; ++i) bytes += fmt::format("{:05}", i);
  put_bytes("a", bytes);
  EXPECT_TRUE(body_of(get("a")) == bytes);
  EXPECT_TRUE(body_of(get("a", {{"Range", "bytes=262143-800000"}})) ==
              bytes.substr(262'143, 800'001 - 262'143));
}

TEST_F(AttachmentsTest, TakesEmptyContents) {
  put_bytes("a", "");
  const auto got = get("a");
  EXPECT_EQ(body_of(got), "");
  EXPECT_EQ(header(got, "Attachment-Size"), "0");
}

TEST_F(AttachmentsTest, ChecksIfMatch) {
  const auto vector = text(put_bytes("a", "1"), "ChangeVector");
  const auto conflict = put_bytes("a", "2", {{"If-Match", "\"A:999\""}});
  EXPECT_EQ(conflict.status, 409);
  EXPECT_EQ(text(conflict, "Type"), "Raven.Client.Exceptions.ConcurrencyException");
  EXPECT_EQ(send("DELETE", target("a"), "", {{"If-Match", "\"A:999\""}}).status, 409);
  EXPECT_EQ(put_bytes("a", "2", {{"If-Match", "\"" + vector + "\""}}).status, 201);
  EXPECT_EQ(body_of(get("a")), "2");
}

TEST_F(AttachmentsTest, DeletesWhatIsThereAndWhatIsNot) {
  put_bytes("a", "1");
  EXPECT_EQ(send("DELETE", target("a")).status, 204);
  EXPECT_EQ(get("a").status, 404);
  EXPECT_EQ(send("DELETE", target("a")).status, 204);
  EXPECT_EQ(send("DELETE", target("a", "users/2")).status, 204);
  EXPECT_THAT(document(), ::testing::Not(HasSubstr("@attachments")));
}

TEST_F(AttachmentsTest, RefusesADocumentThatIsNotThere) {
  const auto response = send("PUT", target("a", "users/2"), "bytes");
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(text(response, "Type"),
            "Raven.Client.Exceptions.Documents.DocumentDoesNotExistException");
}

TEST_F(AttachmentsTest, Answers400ToWhatIsNotARequest) {
  const std::string path(kPath);
  for (const auto* method : {"GET", "PUT", "DELETE"}) {
    EXPECT_EQ(send(method, path + "?name=a").status, 400);
    EXPECT_EQ(send(method, path + "?id=users/1").status, 400);
    EXPECT_EQ(send(method, path + "?id=users/1&name=a%00b").status, 400);
    EXPECT_EQ(send(method, target(std::string(513, 'x'))).status, 400);
  }
  EXPECT_EQ(put_bytes("a", "x", {}, "a\r\nb").status, 400);
  EXPECT_EQ(send("POST", path + "/bulk", R"({"Attachments":1})").status, 400);
  EXPECT_EQ(send("POST", path + "/bulk", R"({"Attachments":["a"]})").status, 400);
  EXPECT_EQ(send("POST", path + "/bulk", R"({"Attachments":[{"DocumentId":1}]})").status, 400);
}

TEST_F(AttachmentsTest, GivesManyAtOnce) {
  put_bytes("a", "first");
  put_bytes("b", "second");
  const auto response = send("POST", std::string(kPath) + "/bulk", R"({"Attachments":[
      {"DocumentId":"users/1","Name":"b"},{"DocumentId":"users/1","Name":"missing"},
      {"DocumentId":"users/1","Name":"a"}]})");
  const auto body = body_of(response);
  EXPECT_TRUE(body.starts_with(R"({"AttachmentsMetadata":[{"ChangeVector":")"));
  EXPECT_TRUE(body.ends_with("}]}secondfirst"));
}

TEST_F(AttachmentsTest, CountsThem) {
  put_bytes("a", "same");
  put_bytes("b", "same");
  const auto statistics = json(send("GET", "/databases/shop/stats"));
  EXPECT_EQ(statistics.at("CountOfAttachments").as_int64(), 2);
  EXPECT_EQ(statistics.at("CountOfUniqueAttachments").as_int64(), 1);
}

TEST_F(AttachmentsTest, TakesABatchWithDocumentsAndStreamsInTheOrderOfItsCommands) {
  const auto response = send_multipart(
      R"({"Id":"users/2","Type":"PUT","Document":{"@metadata":{"@collection":"Users"}}},)" +
          command("AttachmentPUT", "a", R"(,"ContentType":"image/png")") + "," +
          R"({"Id":"users/2","Name":"b","Type":"AttachmentPUT"})",
      {"one", "two"});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto results = json(response).at("Results").as_array();
  ASSERT_EQ(results.size(), 3u);
  EXPECT_EQ(results[1].at("Type").as_string(), "AttachmentPUT");
  EXPECT_EQ(results[1].at("Name").as_string(), "a");
  EXPECT_EQ(results[1].at("ContentType").as_string(), "image/png");
  EXPECT_EQ(results[1].at("Size").as_int64(), 3);
  EXPECT_EQ(body_of(get("a")), "one");
  EXPECT_EQ(body_of(send("GET", target("b", "users/2"))), "two");
  // The vector is that of the document after all of the batch.
  EXPECT_THAT(document(), HasSubstr(results[1].at("DocumentChangeVector").as_string()));
  EXPECT_NE(results[0].at("@change-vector").as_string(),
            results[2].at("DocumentChangeVector").as_string());
}

TEST_F(AttachmentsTest, WritesADocumentOnceForAllItsAttachments) {
  const auto response = send_multipart(
      command("AttachmentPUT", "a") + "," + command("AttachmentPUT", "b"), {"1", "2"});
  const auto results = json(response).at("Results").as_array();
  EXPECT_EQ(results[0].at("DocumentChangeVector"), results[1].at("DocumentChangeVector"));
}

TEST_F(AttachmentsTest, DeletesCopiesAndMovesInABatch) {
  put("users/2", "{}");
  put_bytes("a", "bytes");
  put_bytes("gone", "x");
  const auto response = send(
      "POST", "/databases/shop/bulk_docs",
      R"({"Commands":[)" + command("AttachmentDELETE", "gone") + "," +
          command("AttachmentCOPY", "a", R"(,"DestinationId":"users/2","DestinationName":"b")") +
          "," +
          command("AttachmentMOVE", "a", R"(,"DestinationId":"users/1","DestinationName":"c")") +
          "]}");
  ASSERT_EQ(response.status, 201) << response.body;
  const auto results = json(response).at("Results").as_array();
  EXPECT_EQ(results[0].at("@id").as_string(), "users/1");
  EXPECT_EQ(results[0].at("Name").as_string(), "gone");
  EXPECT_EQ(results[1].at("Id").as_string(), "users/2");
  EXPECT_EQ(results[1].at("Name").as_string(), "b");
  EXPECT_EQ(results[2].at("Id").as_string(), "users/1");
  EXPECT_EQ(results[2].at("DestinationName").as_string(), "c");
  EXPECT_EQ(results[2].at("DestinationDocumentChangeVector"),
            results[0].at("DocumentChangeVector"));
  EXPECT_EQ(get("gone").status, 404);
  EXPECT_EQ(get("a").status, 404);
  EXPECT_EQ(body_of(get("c")), "bytes");
  EXPECT_EQ(body_of(send("GET", target("b", "users/2"))), "bytes");
}

TEST_F(AttachmentsTest, GetsWhatARevisionHas) {
  ASSERT_EQ(send("POST", "/databases/shop/admin/revisions/config", R"({"Default":{}})").status,
            200);
  put_bytes("photo", "old");
  const auto revision = version();
  put_bytes("photo", "new");
  const auto body = fmt::format(R"({{"Type":"Revision","ChangeVector":"{}"}})", revision);

  const auto response = send("POST", target("photo"), body);
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(body_of(response), "old");
  EXPECT_EQ(header(response, "Content-Type"), "text/plain");
  EXPECT_EQ(header(response, "Attachment-Size"), "3");
  EXPECT_EQ(header(response, "ETag"), '"' + revision + '"');
  EXPECT_EQ(send("POST", target("other"), body).status, 404);
  EXPECT_EQ(send("POST", target("photo", "users/2"), body).status, 404);
}

TEST_F(AttachmentsTest, RefusesToLookForWhatIsNeitherOfADocumentNorOfARevision) {
  put_bytes("photo", "pixels");
  EXPECT_EQ(send("POST", target("photo"), R"({"Type":"Revision"})").status, 400);
  EXPECT_EQ(send("POST", target("photo"), R"({"Type":"Revision","ChangeVector":7})").status, 400);
  EXPECT_EQ(send("POST", target("photo"), R"({"Type":"Other","ChangeVector":"A:1"})").status, 400);
  EXPECT_EQ(send("POST", target("photo"), "[]").status, 400);
}

// As a RavenDB server's ETL writes (protocol, section 15).
TEST_F(AttachmentsTest, AttachesToTheDocumentThatWasPutBefore) {
  const auto response = send_multipart(
      R"({"Id":"users/1/people/","Type":"PUT","Document":{}},
         {"Id":"users/1/people/","Name":"photo","ContentType":"image/png","ChangeVector":null,
          "Type":"AttachmentPUT","FromEtl":true})",
      {"pixels"});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto results = json(response).at("Results").as_array();
  const std::string id(results[0].at("@id").as_string());
  EXPECT_EQ(results[1].at("Id").as_string(), id);
  EXPECT_EQ(body_of(send("GET", target("photo", id))), "pixels");
}

TEST_F(AttachmentsTest, CopiesAndMovesNothingThatIsNotThere) {
  put_bytes("a", "1");
  constexpr std::string_view kMissing =
      "Raven.Client.Exceptions.Documents.Attachments.AttachmentDoesNotExistException";
  const auto transfer = [&](const std::string& type, const std::string& name,
                            const std::string& to) {
    const auto target = fmt::format(R"(,"DestinationId":"{}","DestinationName":"b")", to);
    return send("POST", "/databases/shop/bulk_docs",
                R"({"Commands":[)" + command(type, name, target) + "]}");
  };
  for (const auto* type : {"AttachmentCOPY", "AttachmentMOVE"}) {
    const auto response = transfer(type, "none", "users/1");
    EXPECT_EQ(response.status, 500);
    EXPECT_EQ(text(response, "Type"), kMissing) << type;
    EXPECT_EQ(text(transfer(type, "a", "users/9"), "Type"),
              "Raven.Client.Exceptions.Documents.DocumentDoesNotExistException")
        << type;
  }
  EXPECT_EQ(body_of(get("a")), "1");
}

// The client keeps the last change vector that it hears of.
TEST_F(AttachmentsTest, NamesOneChangeVectorOfADocumentWithCountersAndAttachments) {
  const auto response = send_multipart(
      R"({"Id":"users/1","Type":"Counters","Counters":{"DocumentId":"users/1","Operations":[
          {"Type":"Increment","CounterName":"likes","Delta":1}]}},)" +
          command("AttachmentPUT", "a") + R"(,{"Id":"users/1","Type":"Counters","Counters":{
          "DocumentId":"users/1","Operations":[
          {"Type":"Increment","CounterName":"visits","Delta":1}]}})",
      {"bytes"});
  ASSERT_EQ(response.status, 201) << response.body;
  const auto results = json(response).at("Results").as_array();
  for (const auto& result : results) {
    EXPECT_EQ(result.at("DocumentChangeVector").as_string(), version()) << response.body;
  }
}

TEST_F(AttachmentsTest, ChangesNothingWhenOneCommandFails) {
  const auto response = send_multipart(
      command("AttachmentPUT", "a") + "," + R"({"Id":"users/3","Name":"b","Type":"AttachmentPUT"})",
      {"1", "2"});
  EXPECT_EQ(response.status, 500);
  EXPECT_EQ(text(response, "Type"),
            "Raven.Client.Exceptions.Documents.DocumentDoesNotExistException");
  EXPECT_EQ(get("a").status, 404);
  EXPECT_EQ(json(send("GET", "/databases/shop/stats")).at("CountOfUniqueAttachments").as_int64(),
            0);
}

TEST_F(AttachmentsTest, RefusesBatchesWhoseStreamsDoNotFit) {
  const auto one = command("AttachmentPUT", "a");
  EXPECT_EQ(send_multipart(one, {}).status, 400);
  EXPECT_EQ(send_multipart(one, {"1", "2"}).status, 400);
  EXPECT_EQ(send("POST", "/databases/shop/bulk_docs", R"({"Commands":[)" + one + "]}").status, 400);
  EXPECT_EQ(send_multipart(R"({"Id":"users/1","Type":"AttachmentPUT"})", {"1"}).status, 400);
  EXPECT_EQ(send_multipart("nonsense", {"1"}).status, 400);
  EXPECT_EQ(send("POST", "/databases/shop/bulk_docs", "--xyz\r\n\r\n",
                 {{"Content-Type", "multipart/form-data; boundary=xyz"}})
                .status,
            400);
  EXPECT_EQ(send("POST", "/databases/shop/bulk_docs", "", {{"Content-Type", "multipart/form-data"}})
                .status,
            400);
  EXPECT_EQ(get("a").status, 404);
}

}  // namespace
}  // namespace penstock::api
