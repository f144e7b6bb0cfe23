// What each change of the source means for a destination, before any JavaScript runs.
#include "etl/extraction.h"

#include <gmock/gmock.h>

#include "documents/commit_tables.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::etl {
namespace {

using ::penstock::testing::must;
using ::testing::ElementsAre;
using ::testing::IsEmpty;

constexpr const char* kBehaviors = R"(loadToOrders(this);
    function loadCountersOfOrdersBehavior(id, name) { return true; }
    function loadTimeSeriesOfOrdersBehavior(id, name) { return true; })";

class ExtractionTest : public ::testing::Test {
 protected:
  void write(const documents::Transaction& transaction) {
    must(database_->write_and_wait(transaction));
  }

  void count(std::string name, std::int64_t amount, bool deletes = false) {
    using Type = documents::CounterOperation::Type;
    write([&](documents::WriteContext& context) -> Result<void> {
      const std::vector<documents::CounterOperation> operations = {
          {deletes ? Type::kDelete : Type::kIncrement, name, amount}};
      TRY(context.tables().counters.apply("orders/1", operations));
      return {};
    });
  }

  void change_series(documents::TimeSeriesChanges changes) {
    write([&](documents::WriteContext& context) -> Result<void> {
      TRY(context.tables().time_series.apply("orders/1", changes));
      return {};
    });
  }
  void append(std::string name, int second, double value) {
    change_series({.name = std::move(name),
                   .deletes = {},
                   .appends = {{WallTime{std::chrono::seconds(second)}, {value}, ""}},
                   .increments = {}});
  }

  static std::string in_words(const ExtractedChange& change) {
    static constexpr std::array kKinds = {"put", "delete", "items"};
    const auto& document = change.document;
    std::string words = kKinds.at(static_cast<std::size_t>(document.kind));
    words += " " + document.id;
    if (change.is_skipped) return words + " skipped";
    for (const auto& object : document.objects) words += ", as " + std::string(object.target);
    for (const auto& object : document.objects) append_items(words, object.items);
    append_items(words, document.items);
    if (change.input) words += ", asks " + change.input->json.substr(0, 20);
    return words;
  }

  static void append_items(std::string& words, const AttachedItems& items) {
    for (const auto& name : items.removed_attachments) words += ", without " + name;
    for (const auto& counter : items.counters) {
      words += ", " + counter.name + "=" + (counter.value ? std::to_string(*counter.value) : "-");
    }
    for (const auto& series : items.time_series) {
      words += ", " + series.name + "+" + std::to_string(series.entries.size()) + "-" +
               std::to_string(series.deleted.size());
    }
  }

  /// What comes after `after`, in words.
  std::vector<std::string> changes(const std::string& script, Etag after = {}) {
    Transformation transformation;
    transformation.collections = {"Orders"};
    transformation.script = script;
    const ScriptPlan plan(transformation);
    const auto snapshot = must(database_->snapshot());
    Extraction extraction(snapshot, transformation, plan, after);
    std::vector<std::string> words;
    while (const auto change = must(extraction.next())) words.push_back(in_words(*change));
    incremental_series_ = extraction.incremental_series();
    return words;
  }

  /// The only document, when `outcome` is what its script made.
  LoadDocument completed(const std::string& script, const script::DocumentOutcome& outcome) {
    Transformation transformation;
    transformation.collections = {"Orders"};
    transformation.script = script;
    const ScriptPlan plan(transformation);
    const auto snapshot = must(database_->snapshot());
    Extraction extraction(snapshot, transformation, plan, {});
    auto change = must(extraction.next());
    must(extraction.complete(change->document, outcome));
    return std::move(change->document);
  }

  Etag last_etag() { return must(must(database_->snapshot()).last_etag()); }

  testing::TemporaryDatabase database_;
  std::string incremental_series_;
};

TEST_F(ExtractionTest, ACopyTakesCountersWithTheDocumentAndAlone) {
  database_.put_in("Orders", "orders/1");
  count("likes", 3);
  EXPECT_THAT(changes(""),
              ElementsAre("items orders/1 skipped", "put orders/1, as Orders, likes=3"));

  const auto before = last_etag();
  count("likes", 1);
  EXPECT_THAT(changes("", before), ElementsAre("items orders/1, likes=4"));
  count("likes", 0, /*deletes=*/true);
  EXPECT_THAT(changes("", before),
              ElementsAre("items orders/1, likes=-", "put orders/1, as Orders"));
}

TEST_F(ExtractionTest, ACopyGoesAheadOfASeriesOnceIfItsDocumentComesLater) {
  database_.put_in("Orders", "orders/1");
  append("A", 1, 1);
  append("B", 1, 1);
  EXPECT_THAT(changes(""), ElementsAre("items orders/1, as Orders, A+1-0", "items orders/1, B+1-0",
                                       "put orders/1, as Orders"));

  const auto before = last_etag();
  append("A", 2, 2);
  EXPECT_THAT(changes("", before), ElementsAre("items orders/1, A+2-0"));
}

TEST_F(ExtractionTest, ACopyThatGoesAloneTakesItsSeriesToo) {
  database_.put_in("Orders", "orders/1");
  append("A", 1, 1);
  append("A", 2, 2);
  change_series(
      {.name = "INC:Views", .deletes = {}, .appends = {}, .increments = {{WallTime{}, {1}, ""}}});
  Transformation transformation;
  transformation.collections = {"Orders"};
  const ScriptPlan plan(transformation);
  const auto snapshot = must(database_->snapshot());
  Extraction extraction(snapshot, transformation, plan, {});

  const auto alone = must(extraction.extract_alone({*must(snapshot.get("orders/1"))}));

  EXPECT_EQ(in_words(alone), "put orders/1, as Orders, A+2-0");
}

TEST_F(ExtractionTest, DeletedRangesGoUnlessTheDocumentIsGone) {
  database_.put_in("Orders", "orders/1");
  append("A", 1, 1);
  append("A", 2, 2);
  const auto before = last_etag();
  const WallTime first{std::chrono::seconds(1)};
  change_series({.name = "A", .deletes = {{first, first}}, .appends = {}, .increments = {}});
  EXPECT_THAT(changes("", before), ::testing::Contains("items orders/1, A+0-1"));

  database_.remove("orders/1");
  EXPECT_THAT(changes("", before), ElementsAre("items orders/1 skipped", "delete orders/1"));
}

TEST_F(ExtractionTest, IncrementalSeriesArePassedOver) {
  database_.put_in("Orders", "orders/1");
  change_series(
      {.name = "INC:Views", .deletes = {}, .appends = {}, .increments = {{WallTime{}, {1}, ""}}});
  EXPECT_THAT(changes(""), ElementsAre("items orders/1 skipped", "put orders/1, as Orders"));
  EXPECT_EQ(incremental_series_, "orders/1, INC:Views");
}

TEST_F(ExtractionTest, AScriptIsAskedOfWhatChangedAfterItsDocument) {
  database_.put_in("Orders", "orders/1");
  count("likes", 3);
  append("A", 1, 1);
  EXPECT_THAT(changes(kBehaviors),
              ElementsAre("items orders/1 skipped", "items orders/1 skipped",
                          ::testing::HasSubstr("put orders/1, asks {\"n\":0")));

  const auto before = last_etag();
  count("likes", 1);
  append("A", 2, 2);
  EXPECT_THAT(changes(kBehaviors, before),
              ElementsAre("items orders/1, likes=4, asks [\"loadCounters\",\"ord",
                          "items orders/1, A+2-0, asks [\"loadTimeSeries\",\"o"));
}

TEST_F(ExtractionTest, AScriptWithoutBehaviorsSeesDocumentsAlone) {
  database_.put_in("Orders", "orders/1");
  count("likes", 3);
  append("A", 1, 1);
  EXPECT_THAT(changes("loadToOrders(this);"),
              ElementsAre(::testing::HasSubstr("put orders/1, asks")));
}

TEST_F(ExtractionTest, AnObjectKnowsTheAttachmentsThatItNames) {
  database_.put_in("Orders", "orders/1");
  const auto stager = database_->stage_content(documents::kChunkBytes);
  must(stager->append("bytes"));
  const auto content = must(stager->finish());
  write([&](documents::WriteContext& context) -> Result<void> {
    for (const auto* name : {R"(a "b")", "a", "unnamed"}) {
      TRY(context.tables().attachments.put({"orders/1", name}, "text/plain", *content, {}));
    }
    TRY(context.tables().attachments.update_document("orders/1"));
    return {};
  });
  script::DocumentOutcome outcome;
  outcome.objects = {{"Orders", R"({"x":"$attachment/a \"b\"","y":["$attachment/a"]})"},
                     {"Orders", R"({"x":"$attachment/other"})"}};

  const auto document = completed("loadToOrders({ x: loadAttachment('a') });", outcome);
  const auto unaware = completed("loadToOrders({});", outcome);

  const auto& named = document.objects[0].named_attachments;
  ASSERT_EQ(named.size(), 2u);
  EXPECT_EQ(named[0].name, "a");
  EXPECT_EQ(named[1].name, R"(a "b")");
  EXPECT_EQ(named[0].size, 5u);
  EXPECT_THAT(document.objects[1].named_attachments, IsEmpty());
  EXPECT_THAT(unaware.objects[0].named_attachments, IsEmpty()) << "a script that loads none";
}

TEST_F(ExtractionTest, ADeleteBehaviorIsAskedOfTombstones) {
  database_.put_in("Orders", "orders/1");
  database_.remove("orders/1");
  EXPECT_THAT(changes("function deleteDocumentsBehavior(id) { return false; }"),
              ElementsAre("delete orders/1, asks [\"deleteDocuments\",\""));
  EXPECT_THAT(changes("loadToOrders(this);"), ElementsAre("delete orders/1"));
}

}  // namespace
}  // namespace penstock::etl
