#include "patch/query_writes.h"

#include <fmt/format.h>

#include "base/json.h"
#include "query/parser.h"
#include "unit/patch/patch_test.h"

namespace penstock::patch {
namespace {

using ::testing::HasSubstr;
using testing::must;

class QueryWritesTest : public PatchTest {
 protected:
  QueryWritesTest() {
    for (int n = 1; n <= 600; ++n) database_.put_in("Orders", fmt::format("orders/{}", n), "1");
    database_.put_in("Employees", "employees/1", "1");
  }

  static query::Query parse(std::string_view text, std::string_view parameters = "{}") {
    return must(query::parse_query(text, must(parse_json(parameters)).as_object()));
  }

  Result<QueryWriteProgress> remove(std::string_view text, const QueryWriteReport& report = {},
                                    const std::stop_token& stop = {}) {
    return delete_by_query(*database_, parse(text), report, stop);
  }

  Result<QueryWriteProgress> update(std::string_view text, const std::string& arguments = "{}",
                                    const QueryWriteReport& report = {}) {
    return patch_by_query(*database_, runner_.patches(), parse(text, arguments), arguments, report,
                          {});
  }

  std::uint64_t documents() { return must(database_->statistics()).documents; }
};

TEST_F(QueryWritesTest, DeletesWhatAQueryFinds) {
  std::vector<std::uint64_t> processed;
  const auto done = must(remove("from Orders where n = 1", [&](const auto& progress) {
    processed.push_back(progress.processed);
  }));
  EXPECT_EQ(done.changed, 600u);
  EXPECT_EQ(processed, (std::vector<std::uint64_t>{256, 512, 600}));
  EXPECT_EQ(documents(), 1u);
  EXPECT_EQ(must(remove("from Orders where n = 1")).processed, 0u);
}

TEST_F(QueryWritesTest, DeletesNoMoreThanThePage) {
  EXPECT_EQ(must(remove("from Orders limit 10, 300")).changed, 300u);
  EXPECT_EQ(documents(), 301u);
  EXPECT_EQ(body("orders/10"), R"({"n":1})");
  EXPECT_EQ(body("orders/11"), "none");
}

TEST_F(QueryWritesTest, DoesNotDeleteWhatHasChangedAndMatchesNoMore) {
  const auto done = must(remove("from Orders where n = 1", [&](const auto& progress) {
    if (progress.processed > 256) return;
    database_.put_in("Orders", "orders/300", "2");
    database_.put_in("Orders", "orders/301", "1.0");
    database_.put_in("Orders", "orders/new", "1");
    database_.remove("orders/302");
  }));
  EXPECT_EQ(done.processed, 600u);
  EXPECT_EQ(done.changed, 598u);
  EXPECT_EQ(body("orders/300"), R"({"n":2})");
  EXPECT_EQ(body("orders/301"), "none");
  EXPECT_EQ(body("orders/new"), R"({"n":1})");
}

TEST_F(QueryWritesTest, StopsWhenToldTo) {
  std::stop_source stop;
  const auto done = remove(
      "from Orders", [&](const auto&) { stop.request_stop(); }, stop.get_token());
  ASSERT_FALSE(done.has_value());
  EXPECT_EQ(done.error().code, ErrorCode::kCancelled);
  EXPECT_EQ(documents(), 601u - 256u);
}

TEST_F(QueryWritesTest, RefusesQueriesThatDoMoreThanFind) {
  for (const auto* text : {"from Orders order by n", "from Orders select n",
                           "from Orders include n", "from Orders select distinct *"}) {
    EXPECT_FALSE(remove(text).has_value()) << text;
  }
  EXPECT_FALSE(update("from Orders").has_value());
  EXPECT_EQ(documents(), 601u);
}

TEST_F(QueryWritesTest, PatchesWhatAQueryFinds) {
  const auto done = must(
      update("from Orders as o where o.n = $n update { o.n = $to + args.more; this.by = id(o) }",
             R"({"n":1,"to":40,"more":2})"));
  EXPECT_EQ(done.processed, 600u);
  EXPECT_EQ(done.changed, 600u);
  EXPECT_EQ(body("orders/600"), R"({"n":42,"by":"orders/600"})");
  EXPECT_EQ(body("employees/1"), R"({"n":1})");
}

TEST_F(QueryWritesTest, VisitsEachDocumentOnce) {
  EXPECT_EQ(must(update("from Orders update { this.n++ }")).changed, 600u);
  EXPECT_EQ(body("orders/1"), R"({"n":2})");
  EXPECT_EQ(body("orders/600"), R"({"n":2})");
}

TEST_F(QueryWritesTest, LeavesAloneWhatTheScriptDoesNotChange) {
  const auto before = database_.get("orders/1")->change_vector;
  const auto done = must(update("from Orders update { if (id(this) === 'orders/2') this.n = 2 }"));
  EXPECT_EQ(done.processed, 600u);
  EXPECT_EQ(done.changed, 1u);
  EXPECT_EQ(database_.get("orders/1")->change_vector, before);
}

TEST_F(QueryWritesTest, SaysWhereInTheQueryTheScriptFailed) {
  const auto failed = update("from Orders\nupdate { this.n = 5; throw new Error('no') }");
  ASSERT_FALSE(failed.has_value());
  EXPECT_EQ(failed.error().code, ErrorCode::kScriptFailed);
  EXPECT_THAT(failed.error().message, HasSubstr("document 'orders/1': Error: no (line 2, column"));
  EXPECT_EQ(body("orders/1"), R"({"n":1})");
}

}  // namespace
}  // namespace penstock::patch
