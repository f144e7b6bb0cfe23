#include "api/bulk_insert/bulk_insert.h"

#include <deque>

#include <boost/json/array.hpp>
#include <fmt/format.h>

#include "unit/api/api_test.h"

namespace penstock::api {
namespace {

using testing::ApiTest;
using ::testing::HasSubstr;
using testing::must;

/// A body that arrives in pieces of any size and then ends, breaks off, or waits for ever.
class PiecewiseBody final : public http::BodyReader {
 public:
  PiecewiseBody(std::string body, std::size_t piece_bytes, std::optional<Error> end = std::nullopt)
      : body_(std::move(body)), piece_bytes_(piece_bytes), end_(std::move(end)) {}

  Result<std::optional<std::string>> read() override {
    if (position_ < body_.size()) {
      auto piece = body_.substr(position_, piece_bytes_);
      position_ += piece.size();
      return std::optional(std::move(piece));
    }
    if (end_) return *end_;
    return std::nullopt;
  }
  bool is_used_up() const { return position_ >= body_.size(); }

 private:
  std::string body_;
  std::size_t position_ = 0;
  std::size_t piece_bytes_;
  std::optional<Error> end_;
};

class BulkInsertTest : public ApiTest {
 protected:
  http::Response insert(const std::string& body, std::size_t piece_bytes = 7,
                        std::optional<Error> end = Error{ErrorCode::kInternal, "read too far"},
                        const std::string& query = "") {
    id_ = must(databases_->find("shop")) ? next_id() : 0;
    body_ = std::make_shared<PiecewiseBody>(body, piece_bytes, std::move(end));
    return send_streamed(fmt::format("/databases/shop/bulk_insert?id={}&nodeTag=A{}", id_, query),
                         body_);
  }
  http::Response send_streamed(const std::string& target,
                               const std::shared_ptr<http::BodyReader>& body) {
    http::Request request;
    request.method = "POST";
    request.target = target;
    const auto parts = http::split_target(target);
    request.path = http::percent_decode(parts.path);
    request.query = http::parse_query(parts.query);
    request.body_reader = body;
    std::promise<http::Response> answer;
    handler_(request, [&](http::Response response) { answer.set_value(std::move(response)); });
    return answer.get_future().get();
  }
  std::int64_t next_id() {
    return json(send("GET", "/databases/shop/operations/next-operation-id")).at("Id").as_int64();
  }
  boost::json::object state() {
    return json(send("GET", fmt::format("/databases/shop/operations/state?id={}", id_)));
  }
  http::Response load(const std::string& id) {
    return send("GET", "/databases/shop/docs?id=" + http::percent_encode(id));
  }
  static std::string put_command(const std::string& id, const std::string& document = "{}") {
    return fmt::format(R"({{"Id":"{}","Type":"PUT","Document":{}}})", id, document);
  }

  std::int64_t id_ = 0;
  std::shared_ptr<PiecewiseBody> body_;
};

TEST_F(BulkInsertTest, StoresDocumentsHoweverTheyAreCutInPieces) {
  const std::string body =
      "[" +
      put_command("bulk/1",
                  R"({"text":"a \"quoted\" } ] { word \\","@metadata":{"@collection":"Users"}})") +
      "," + put_command("bulk/2", R"({"n":[1,2,{"x":null}],"big":12345678901234567890})") + "]";
  for (const std::size_t piece : {1, 2, 3, 5, 64, 4096}) {
    const auto answer = insert(body, piece);
    EXPECT_EQ(answer.status, 200) << answer.body;
    EXPECT_EQ(answer.body, "");
  }
  EXPECT_THAT(load("bulk/1").body, HasSubstr(R"({"text":"a \"quoted\" } ] { word \\",)"));
  EXPECT_THAT(load("bulk/2").body, HasSubstr(R"("big":12345678901234567890)"));
  EXPECT_EQ(json(send("GET", "/databases/shop/collections/stats")).at("Collections").at("Users"),
            1);
}

TEST_F(BulkInsertTest, AnswersAtTheBracketAndWaitsForNoEnd) {
  EXPECT_EQ(insert("[" + put_command("bulk/1") + "]").status, 200);
  EXPECT_EQ(insert("[]").status, 200);
  EXPECT_EQ(insert(" [ ] ").status, 200);
}

TEST_F(BulkInsertTest, IsAnOperationWithProgressAndResult) {
  insert("[" + put_command("bulk/1") + "," + put_command("bulk/2") + "]");
  const auto told = state();
  EXPECT_EQ(told.at("Status").as_string(), "Completed");
  EXPECT_EQ(told.at("Result").at("DocumentsProcessed").as_int64(), 2);
  EXPECT_EQ(told.at("Progress").at("LastProcessedId").as_string(), "bulk/2");
}

TEST_F(BulkInsertTest, StoresMoreThanOneTransactionHolds) {
  std::string body = "[";
  const std::size_t count = 2 * BulkBatch::kCommandsMax + 3;
  for (std::size_t i = 0; i < count; ++i) {
    body += (i == 0 ? "" : ",") + put_command(fmt::format("bulk/{}", i));
  }
  EXPECT_EQ(insert(body + "]", 65'536).status, 200);
  EXPECT_EQ(json(send("GET", "/databases/shop/stats")).at("CountOfDocuments"), count);
  EXPECT_EQ(state().at("Result").at("BatchCount").as_int64(), 3);
}

TEST_F(BulkInsertTest, StoresWhatHangsOnDocuments) {
  const auto answer = insert(
      "[" + put_command("bulk/1") +
      R"(,{"Id":"bulk/1","Type":"Counters","Counters":{"DocumentId":"bulk/1","Operations":[{"Type":"Increment","CounterName":"likes","Delta":3}]}})"
      R"(,{"Type":"HeartBeat"})"
      R"(,{"Id":"bulk/1","Type":"AttachmentPUT","Name":"a.txt","ContentType":"text/plain","ContentLength":5}[",{},)"
      R"({"Id":"bulk/1","Type":"AttachmentPUT","Name":"empty","ContentLength":0})" +
      "," + put_command("bulk/2") + "]");
  ASSERT_EQ(answer.status, 200) << answer.body;
  const auto metadata = json(load("bulk/1")).at("Results").at(0).at("@metadata");
  EXPECT_EQ(metadata.at("@counters").at(0).as_string(), "likes");
  EXPECT_EQ(metadata.at("@attachments").at(0).at("Name").as_string(), "a.txt");
  EXPECT_EQ(metadata.at("@attachments").at(0).at("Size").as_int64(), 5);
  EXPECT_EQ(metadata.at("@attachments").at(1).at("Size").as_int64(), 0);
  EXPECT_EQ(load("bulk/2").status, 200);
  EXPECT_EQ(state().at("Result").at("Total").as_int64(), 5);
}

TEST_F(BulkInsertTest, StoresTimeSeriesInEachFormatOfTime) {
  const auto series = [](const std::string& name, const std::string& format,
                         const std::string& entries) {
    return fmt::format(
        R"({{"Id":"bulk/1","Type":"TimeSeriesBulkInsert","TimeSeries":{{"Name":"{}",{}"Appends":[{}]}}}})",
        name, format, entries);
  };
  const auto answer =
      insert("[" + put_command("bulk/1") + "," +
             series("Ms", R"("TimeFormat":"UnixTimeInMs",)",
                    R"([1704103200000,1,70,"w/1"],[1704103201000,2,71,72.5])") +
             "," + series("Ns", R"("TimeFormat":"UnixTimeInNs",)", "[1704103200000000000,1,70]") +
             "," + series("Ticks", "", "[638397000000000000,1,70,null]") + "," +
             series("INC:Steps", R"("TimeFormat":"UnixTimeInMs",)", "[1704103200000,1,5]") + "]");
  ASSERT_EQ(answer.status, 200) << answer.body;
  for (const auto* name : {"Ms", "Ns", "Ticks", "INC%3ASteps"}) {
    const auto read =
        json(send("GET", fmt::format("/databases/shop/timeseries?docId=bulk%2F1&name={}", name)));
    EXPECT_EQ(read.at("Entries").at(0).at("Timestamp").as_string(), "2024-01-01T10:00:00.0000000Z")
        << name;
  }
  EXPECT_EQ(state().at("Result").at("TimeSeriesProcessed").as_int64(), 4);
}

TEST_F(BulkInsertTest, RefusesTimeSeriesThatAreNone) {
  for (const auto* series :
       {R"({})", R"({"Name":"S"})", R"({"Name":"S","Appends":{}})", R"({"Name":"S","Appends":[1]})",
        R"({"Name":"S","Appends":[[1]]})", R"({"Name":"S","Appends":[[1,2,3]]})",
        R"({"Name":"S","Appends":[["x",1,3]]})", R"({"Name":"S","Appends":[[1,1,"x"]]})",
        R"({"Name":"S","Appends":[[1,-1,3]]})", R"({"Name":"S","Appends":[[1,1,3,4]]})",
        R"({"Name":"S","TimeFormat":"Moons","Appends":[]})", R"({"Name":"","Appends":[[1,1,3]]})",
        R"({"Name":"S","TimeFormat":"UnixTimeInMs","Appends":[[9223372036854775807,1,3]]})",
        R"({"Name":"S","Appends":[[1,0]]})"}) {
    const auto answer =
        insert("[" + put_command("bulk/1") +
               R"(,{"Id":"bulk/1","Type":"TimeSeriesBulkInsert","TimeSeries":)" + series + "}]");
    EXPECT_EQ(answer.status, 400) << series << answer.body;
  }
  EXPECT_EQ(load("bulk/1").status, 404);
}

TEST_F(BulkInsertTest, StoresAttachmentsOfAnySize) {
  const std::string bytes(300'000, 'x');
  const auto body = fmt::format(
      R"([{},{{"Id":"bulk/1","Type":"AttachmentPUT","Name":"big","ContentLength":{}}}{}])",
      put_command("bulk/1"), bytes.size(), bytes);
  EXPECT_EQ(insert(body, 65'536).status, 200);
  const auto metadata = json(load("bulk/1")).at("Results").at(0).at("@metadata");
  EXPECT_EQ(metadata.at("@attachments").at(0).at("Size").as_int64(), 300'000);
}

TEST_F(BulkInsertTest, MakesIds) {
  EXPECT_EQ(insert("[" + put_command("bulk/") + "]").status, 200);
  EXPECT_EQ(load("bulk/0000000000000000001-A").status, 200);
}

TEST_F(BulkInsertTest, LeavesUnchangedDocumentsAloneIfAsked) {
  const auto body =
      "[" + put_command("bulk/1", R"({"n":1})") + "," + put_command("bulk/2", R"({"n":2})") + "]";
  insert(body);
  put("bulk/2", R"({"n":3})");
  const auto last_etag = [&] {
    return json(send("GET", "/databases/shop/stats")).at("LastDocEtag").to_number<std::uint64_t>();
  };
  const auto last = last_etag();
  EXPECT_EQ(insert(body, 7, std::nullopt, "&skipOverwriteIfUnchanged=true").status, 200);
  EXPECT_EQ(last_etag(), last + 1);
}

TEST_F(BulkInsertTest, RefusesBodiesThatAreNone) {
  for (const auto* body : {"",
                           "{}",
                           "nonsense",
                           "[1]",
                           "[{}]",
                           "[,]",
                           R"([{"Type":"PUT"}])",
                           R"([{"Id":"a","Type":"PUT","Document":[]}])",
                           R"([{"Id":"a","Type":"PUT","Document":{)",
                           R"([{"Id":"a","Type":"PUT","Document":{"x":}}])",
                           R"([{"Id":"a|","Type":"PUT","Document":{}}])",
                           R"([{"Id":"a","Type":"PUT","Document":{}} {"Id":"b"}])",
                           R"([{"Id":"a" "Type":"PUT"}])",
                           R"([{"Id":,"Type":"PUT"}])",
                           R"([{"Id":"a","Type":"DELETE"}])",
                           R"([{"Type":7}])",
                           R"([{"Id":"a","Type":"Counters"}])",
                           R"([{"Id":"a","Type":"AttachmentPUT","ContentLength":1}x])",
                           R"([{"Id":"a","Type":"AttachmentPUT","Name":"n","ContentLength":-1}x])",
                           R"([{"Id":"a","Type":"AttachmentPUT","Name":"n","ContentLength":5}x)"}) {
    const auto answer = insert(body, 7, std::nullopt);
    EXPECT_EQ(answer.status, 400) << body;
    EXPECT_EQ(state().at("Status").as_string(), "Faulted") << body;
  }
  EXPECT_EQ(json(send("GET", "/databases/shop/stats")).at("CountOfDocuments"), 0);
}

TEST_F(BulkInsertTest, NamesTheCommandThatIsWrong) {
  const auto answer = insert("[" + put_command("bulk/1") + R"(,{"Type":"Nonsense"}])");
  EXPECT_THAT(text(answer, "Message"), HasSubstr("Command 1"));
  EXPECT_THAT(text(answer, "Message"), HasSubstr("Nonsense"));
}

TEST_F(BulkInsertTest, NeedsAnOperation) {
  const auto body = std::make_shared<PiecewiseBody>("[]", 7);
  EXPECT_EQ(send_streamed("/databases/shop/bulk_insert", body).status, 400);
  EXPECT_EQ(send_streamed("/databases/shop/bulk_insert?id=0", body).status, 400);
  insert("[]");
  EXPECT_EQ(send_streamed(fmt::format("/databases/shop/bulk_insert?id={}", id_), body).status, 409);
}

TEST_F(BulkInsertTest, FailsWithTheDocumentThatCounterHasNot) {
  const auto answer = insert(
      R"([{"Id":"none","Type":"Counters","Counters":{"DocumentId":"none","Operations":[{"Type":"Increment","CounterName":"likes","Delta":3}]}}])");
  EXPECT_EQ(answer.status, 500);
  EXPECT_THAT(text(answer, "Type"), HasSubstr("DocumentDoesNotExistException"));
  EXPECT_EQ(state().at("Status").as_string(), "Faulted");
}

TEST_F(BulkInsertTest, KeepsWhatWasWrittenWhenTheClientBreaksOff) {
  std::string body = "[";
  for (std::size_t i = 0; i <= BulkBatch::kCommandsMax; ++i) {
    body += put_command(fmt::format("bulk/{}", i)) + ",";
  }
  insert(body, 65'536, Error{ErrorCode::kUnavailable, "The client has gone."});
  EXPECT_EQ(state().at("Status").as_string(), "Faulted");
  EXPECT_EQ(json(send("GET", "/databases/shop/stats")).at("CountOfDocuments"),
            BulkBatch::kCommandsMax);
}

/// A client that has sent a part and says no more: the answer to its request ends the wait.
class SilentBody final : public http::BodyReader {
 public:
  Result<std::optional<std::string>> read() override {
    waiting.set_value();
    released.get_future().wait();
    return Error{ErrorCode::kCancelled, "The request has been answered already."};
  }
  std::promise<void> waiting;
  std::promise<void> released;
};

TEST_F(BulkInsertTest, StopsWhenItsOperationIsKilled) {
  id_ = next_id();
  const auto body = std::make_shared<SilentBody>();
  http::Request request;
  request.method = "POST";
  request.target = fmt::format("/databases/shop/bulk_insert?id={}", id_);
  request.query = {{"id", std::to_string(id_)}};
  request.body_reader = body;
  std::promise<int> answered;
  auto handled = std::async(std::launch::async, [&] {
    handler_(request, [&, first = std::make_shared<std::once_flag>()](http::Response response) {
      std::call_once(*first, [&] {
        answered.set_value(response.status);
        body->released.set_value();
      });
    });
  });
  body->waiting.get_future().wait();
  EXPECT_EQ(send("POST", fmt::format("/databases/shop/operations/kill?id={}", id_)).status, 204);
  EXPECT_EQ(answered.get_future().get(), 503);
  handled.wait();
  EXPECT_EQ(state().at("Status").as_string(), "Canceled");
}

}  // namespace
}  // namespace penstock::api
