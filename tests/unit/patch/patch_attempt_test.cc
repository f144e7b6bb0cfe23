#include "patch/patch_attempt.h"

#include "unit/patch/patch_test.h"

namespace penstock::patch {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::must;

class PatchAttemptTest : public PatchTest {
 protected:
  PatchAttemptTest() {
    database_.put(
        "orders/1",
        R"({"n":1,"price":2.50,"big":9007199254740993,"lines":[],)"
        R"("@metadata":{"@collection":"Orders","@expires":"2030-01-01T00:00:00.0000000Z"}})");
  }

  std::string failure(const PatchRequest& request) {
    const auto patched = patch(request);
    return patched ? "it worked" : patched.error().message;
  }
};

TEST_F(PatchAttemptTest, ChangesTheDocumentAsTheScriptSays) {
  EXPECT_EQ(status(request("orders/1", "this.n += args.by; this.lines.push(args.line);",
                           R"({"by":5,"line":{"p":1}})")),
            "Patched");
  const auto document = database_.get("orders/1");
  EXPECT_EQ(document->body, R"({"n":6,"price":2.5,"big":9007199254740993,"lines":[{"p":1}]})");
  EXPECT_EQ(document->collection, "Orders");
  EXPECT_EQ(document->metadata, R"({"@expires":"2030-01-01T00:00:00.0000000Z"})");
}

TEST_F(PatchAttemptTest, ChangesMetadata) {
  EXPECT_EQ(
      status(request("orders/1", "getMetadata(this)['@expires'] = '2040-01-01T00:00:00.0000000Z'")),
      "Patched");
  EXPECT_EQ(database_.get("orders/1")->metadata, R"({"@expires":"2040-01-01T00:00:00.0000000Z"})");
}

TEST_F(PatchAttemptTest, ReadsIdsArgumentsAndOtherDocuments) {
  database_.put("companies/1", R"({"name":"Acme"})");
  EXPECT_EQ(status(request("ORDERS/1",
                           "this.own = id(this); this.company = load('companies/1').name; "
                           "this.none = load('companies/2'); this.digits = args.n; "
                           "this.missing = args.nothing.at.all",
                           R"({"n":123456789012345678901234567890})")),
            "Patched");
  EXPECT_THAT(body("orders/1"),
              HasSubstr(R"("own":"orders/1","company":"Acme","none":null,)"
                        R"("digits":123456789012345678901234567890,"missing":null)"));
}

TEST_F(PatchAttemptTest, WritesNothingWhenNothingChanged) {
  const auto before = database_.get("orders/1")->change_vector;
  EXPECT_EQ(status(request("orders/1", "this.n = 1; const seen = this.price")), "NotModified");
  EXPECT_EQ(database_.get("orders/1")->change_vector, before);
}

TEST_F(PatchAttemptTest, ADocumentThatDoesNotExistStaysAway) {
  EXPECT_EQ(status(request("orders/2", "this.n = 1")), "DocumentDoesNotExist");
  EXPECT_EQ(body("orders/2"), "none");
}

TEST_F(PatchAttemptTest, MakesADocumentThatIsMissing) {
  auto by_script = request("orders/2", "this.n = 1");
  by_script.if_missing = PatchScript{.text =
                                         "this.made = args.by; this.own = id(this);"
                                         "this['@metadata']['@collection'] = 'Orders'",
                                     .arguments = R"({"by":"script"})"};
  EXPECT_EQ(status(by_script), "Created");
  EXPECT_EQ(body("orders/2"), R"({"made":"script","own":"orders/2"})");
  EXPECT_EQ(database_.get("orders/2")->collection, "Orders");
  EXPECT_EQ(status(by_script), "Patched");

  auto whole = request("orders/3", "this.n = 1");
  whole.create_if_missing = R"({"n": 0, "@metadata": {"@collection": "Orders"}})";
  EXPECT_EQ(status(whole), "Created");
  EXPECT_EQ(body("orders/3"), R"({"n":0})");
}

TEST_F(PatchAttemptTest, HoldsTheVersionThatIsExpected) {
  auto asked = request("orders/1", "this.n = 7");
  asked.expected = {"A:99-other"};
  const auto refused = patch(asked);
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code, ErrorCode::kConflict);
  asked.skip_on_mismatch = true;
  EXPECT_EQ(status(asked), "Skipped");
  EXPECT_THAT(body("orders/1"), HasSubstr(R"("n":1,)"));
  asked.expected = {database_.get("orders/1")->change_vector};
  EXPECT_EQ(status(asked), "Patched");
}

TEST_F(PatchAttemptTest, PutsAndDeletesOtherDocumentsWithIt) {
  database_.put("old/1", "{}");
  EXPECT_EQ(status(request("orders/1",
                           "this.ref = put('log/1', {n: this.n, '@metadata': {'@collection': "
                           "'Log'}}); this.was = del('old/1'); this.gone = del('old/2')")),
            "Patched");
  EXPECT_THAT(body("orders/1"), HasSubstr(R"("ref":"log/1","was":true,"gone":false)"));
  EXPECT_EQ(body("log/1"), R"({"n":1})");
  EXPECT_EQ(database_.get("log/1")->collection, "Log");
  EXPECT_EQ(body("old/1"), "none");
}

TEST_F(PatchAttemptTest, WritesAllOrNothing) {
  EXPECT_THAT(
      failure(request("orders/1", "put('log/1', {}); this.n = 2; put('log/2', {}, 'A:5-x')")),
      HasSubstr("log/2"));
  EXPECT_EQ(body("log/1"), "none");
  EXPECT_THAT(body("orders/1"), HasSubstr(R"("n":1,)"));
}

TEST_F(PatchAttemptTest, SaysWhereAScriptFailed) {
  EXPECT_THAT(failure(request("orders/1", "this.n = 2;\n  throw new Error('no');")),
              HasSubstr("Error: no (line 2, column"));
  EXPECT_THAT(failure(request("orders/1", "this.n = ;")), HasSubstr("(line 1, column 10)"));
  EXPECT_THAT(failure(request("orders/1", "this.n = 3; counter(this, 'likes')")),
              HasSubstr("counter() is not supported in patches"));
  EXPECT_THAT(failure(request("orders/1", "loadToOrders({})")),
              HasSubstr("loadToOrders() is not supported in patches"));
  EXPECT_THAT(failure(request("orders/1", "put('orders/', {})")), HasSubstr("a whole id"));
  EXPECT_THAT(failure(request("orders/1", "put('orders/9', 5)")), HasSubstr("an id and an object"));
  EXPECT_THAT(failure(request("orders/1", "del(5)")), HasSubstr("the id of a document"));
  EXPECT_THAT(failure(request("orders/1", "put('a/1', {}, 5)")), HasSubstr("change vector"));
  EXPECT_THAT(body("orders/1"), HasSubstr(R"("n":1,)"));
}

TEST_F(PatchAttemptTest, DoesNotMoveADocumentToAnotherCollection) {
  EXPECT_THAT(failure(request("orders/1", "this['@metadata']['@collection'] = 'Other'")),
              HasSubstr("collection"));
}

TEST_F(PatchAttemptTest, KnowsTheDocumentByItsAlias) {
  auto asked = request("orders/1", "o.n = o.n + 1; o.own = id(o)");
  asked.script.alias = "o";
  EXPECT_EQ(status(asked), "Patched");
  EXPECT_THAT(body("orders/1"), HasSubstr(R"("n":2,)"));
  asked.script.alias = "o) {} //";
  EXPECT_THAT(failure(asked), HasSubstr("no name in JavaScript"));
}

TEST_F(PatchAttemptTest, KeepsOutputForWhoAsks) {
  auto asked = request("orders/1", "output('n is ' + this.n)");
  asked.script.keep_output = true;
  const auto snapshot = must(database_->snapshot());
  PatchAttempt attempt(runner_.patches().scripts(), snapshot);
  EXPECT_THAT(must(attempt.prepare(asked)).output, ElementsAre("n is 1"));
}

TEST_F(PatchAttemptTest, SeesWhatTheTransactionWillHaveWrittenBefore) {
  const auto snapshot = must(database_->snapshot());
  PatchAttempt attempt(runner_.patches().scripts(), snapshot);
  attempt.will_put("orders/5", must(documents::DocumentContent::parse(R"({"n":50})")));
  attempt.will_remove("orders/1");

  EXPECT_EQ(must(attempt.prepare(request("orders/5", "this.n += 1"))).content->body, R"({"n":51})");
  EXPECT_EQ(must(attempt.prepare(request("ORDERS/5", "this.n += 1"))).content->body, R"({"n":52})");
  EXPECT_EQ(must(attempt.prepare(request("orders/1", "this.n = 0"))).status,
            PatchStatus::kDocumentDoesNotExist);
  attempt.will_remove_prefix("Orders/");
  EXPECT_EQ(must(attempt.prepare(request("orders/5", "this.n = 0"))).status,
            PatchStatus::kDocumentDoesNotExist);
}

TEST_F(PatchAttemptTest, RemembersWhatItRead) {
  const auto snapshot = must(database_->snapshot());
  PatchAttempt attempt(runner_.patches().scripts(), snapshot);
  must(attempt.prepare(request("orders/1", "load('companies/1')")));
  const auto read = attempt.read();
  ASSERT_EQ(read.size(), 2u);
  EXPECT_EQ(read[0].id, "companies/1");
  EXPECT_EQ(read[0].change_vector, "");
  EXPECT_EQ(read[1].change_vector, database_.get("orders/1")->change_vector);
}

}  // namespace
}  // namespace penstock::patch
