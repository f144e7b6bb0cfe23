#include "documents/counter_table.h"

#include <limits>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "documents/commit_tables.h"
#include "documents/counter_reader.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using testing::must;
using testing::TemporaryDatabase;
using Type = CounterOperation::Type;

constexpr auto kGreatest = std::numeric_limits<std::int64_t>::max();
constexpr auto kLeast = std::numeric_limits<std::int64_t>::min();

class CounterTableTest : public ::testing::Test {
 protected:
  CounterTableTest() { database_.put_in("Orders", "Orders/1"); }

  Result<CounterResults> apply(const std::string& id,
                               const std::vector<CounterOperation>& operations) {
    CounterResults results;
    TRY(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      results = TRY(context.tables().counters.apply(id, operations));
      return {};
    }));
    return results;
  }
  /// The value of a counter after it was counted up.
  std::int64_t add(const std::string& name, std::int64_t amount = 1,
                   const std::string& id = "orders/1") {
    return must(apply(id, {{Type::kIncrement, name, amount}})).counters.at(0)->value;
  }
  void remove(const std::string& name, const std::string& id = "orders/1") {
    must(apply(id, {{Type::kDelete, name, 0}}));
  }

  /// "likes=3", by name.
  std::vector<std::string> all(const std::string& id = "orders/1") {
    std::vector<std::string> lines;
    for (const auto& counter : must(CounterReader(snapshot().storage()).all(id))) {
      lines.push_back(counter.name + "=" + std::to_string(counter.value));
    }
    return lines;
  }
  std::string derived(const std::string& id = "orders/1") { return database_.get(id)->derived; }

  /// "3 likes=1" or "4 likes gone" for counters, "2 Orders/1" or "5 Orders/1 gone" for documents.
  std::vector<std::string> feed(const std::vector<std::string>& collections = {}) {
    constexpr std::array kAll = {ChangeStream::kDocuments, ChangeStream::kTombstones,
                                 ChangeStream::kCounters, ChangeStream::kCounterTombstones};
    const auto view = snapshot();
    std::vector<std::string> lines;
    for (const auto& change :
         must(ChangeFeed(view.storage(), collections, kAll).read(Etag{}, {}))) {
      std::string line = std::to_string(change.etag().value) + " ";
      if (const auto* counter = change.as<Counter>()) {
        line += counter->name + "=" + std::to_string(counter->value);
      } else if (const auto* gone = change.as<CounterTombstone>()) {
        line += gone->name + " gone";
      } else {
        line += change.id() + (change.tombstone() == nullptr ? "" : " gone");
      }
      lines.push_back(line);
    }
    return lines;
  }
  DatabaseSnapshot snapshot() { return must(database_->snapshot()); }
  ItemCounts counts() { return must(database_->statistics()).items; }

  TemporaryDatabase database_;
};

TEST_F(CounterTableTest, CountsUpAndDownFromNothing) {
  EXPECT_EQ(add("likes", 5), 5);
  EXPECT_EQ(add("likes", -7), -2);
  EXPECT_THAT(all(), ElementsAre("likes=-2"));
}

TEST_F(CounterTableTest, NamesAndIdsCompareWithoutCaseAndKeepTheirFirstSpelling) {
  add("Likes");
  EXPECT_EQ(add("LIKES", 1, "ORDERS/1"), 2);
  const auto counter = must(CounterReader(snapshot().storage()).get("oRDERS/1", "lIKES"));
  ASSERT_TRUE(counter);
  EXPECT_EQ(counter->name, "Likes");
  EXPECT_EQ(counter->id, "Orders/1");
  EXPECT_EQ(counter->collection, "Orders");
  remove("likes");
  add("LIKES");
  EXPECT_THAT(all(), ElementsAre("Likes=1"));
}

TEST_F(CounterTableTest, ResultsComeInTheOrderOfTheOperations) {
  const auto results = must(apply("orders/1", {{Type::kGet, "a", 0},
                                               {Type::kPut, "a", 7},
                                               {Type::kGet, "A", 0},
                                               {Type::kDelete, "a", 0},
                                               {Type::kIncrement, "a", 2}}));
  ASSERT_EQ(results.counters.size(), 4u);
  EXPECT_FALSE(results.counters[0]);
  EXPECT_EQ(results.counters[1]->value, 7);
  EXPECT_EQ(results.counters[2]->value, 7);
  EXPECT_EQ(results.counters[3]->value, 2) << "counts from nothing after a delete";
}

TEST_F(CounterTableTest, TheDocumentListsItsCountersInOrder) {
  add("b");
  add("A");
  add("c\"d");
  EXPECT_EQ(derived(), R"({"@flags":"HasCounters","@counters":["A","b","c\"d"]})");
  remove("a");
  remove("b");
  remove("c\"D");
  EXPECT_EQ(derived(), "");
}

TEST_F(CounterTableTest, OnlyNewAndDeletedNamesMakeANewVersionOfTheDocument) {
  const auto created = must(apply("orders/1", {{Type::kIncrement, "likes", 1}}));
  const auto counted = must(apply("orders/1", {{Type::kIncrement, "likes", 1}}));
  EXPECT_EQ(created.document_change_vector, database_.get("orders/1")->change_vector);
  EXPECT_EQ(counted.document_change_vector, created.document_change_vector);
  EXPECT_NE(counted.change_vector, created.change_vector);
  const auto read = must(apply("orders/1", {{Type::kGet, "likes", 0}}));
  EXPECT_EQ(read.change_vector, "");
  EXPECT_EQ(read.document_change_vector, created.document_change_vector);
  remove("likes");
  EXPECT_NE(database_.get("orders/1")->change_vector, created.document_change_vector);
}

TEST_F(CounterTableTest, ASumThatDoesNotFitIsRefusedAndNothingChanges) {
  EXPECT_EQ(add("most", kGreatest), kGreatest);
  const auto over = apply("orders/1", {{Type::kPut, "other", 1}, {Type::kIncrement, "most", 1}});
  ASSERT_FALSE(over);
  EXPECT_EQ(over.error().code, ErrorCode::kInvalidArgument);
  EXPECT_THAT(over.error().message, HasSubstr("does not fit in 64 bits"));
  EXPECT_EQ(add("least", kLeast), kLeast);
  EXPECT_FALSE(apply("orders/1", {{Type::kIncrement, "least", -1}}));
  EXPECT_EQ(add("least", kGreatest), -1);
  EXPECT_THAT(all(), ElementsAre("least=-1", "most=" + std::to_string(kGreatest)));
}

TEST_F(CounterTableTest, RefusesNamesThatNobodyMayUse) {
  EXPECT_FALSE(apply("orders/1", {{Type::kIncrement, "", 1}}));
  EXPECT_FALSE(apply("orders/1", {{Type::kIncrement, std::string(513, 'x'), 1}}));
  EXPECT_FALSE(apply("orders/1", {{Type::kIncrement, "\xff", 1}}));
  EXPECT_TRUE(apply("orders/1", {{Type::kIncrement, std::string(512, 'x'), 1}}));
  EXPECT_TRUE(apply("orders/1", {{Type::kIncrement, std::string("a/|\0 ü\n", 8), 1}}));
}

TEST_F(CounterTableTest, WithoutADocumentThereAreNoCounters) {
  const auto refused = apply("missing", {{Type::kGet, "a", 0}, {Type::kIncrement, "a", 1}});
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kNotFound);
  EXPECT_FALSE(must(apply("missing", {{Type::kGet, "a", 0}})).counters.at(0));
  EXPECT_FALSE(apply("missing", {{Type::kDelete, "a", 0}}));
  EXPECT_THAT(all("missing"), IsEmpty());
}

TEST_F(CounterTableTest, CountersOfIdsThatBeginAlikeAreKeptApart) {
  database_.put_in("Orders", "orders/11");
  add("a", 1, "orders/1");
  add("a", 2, "orders/11");
  EXPECT_THAT(all("orders/1"), ElementsAre("a=1"));
  EXPECT_THAT(all("orders/11"), ElementsAre("a=2"));
}

TEST_F(CounterTableTest, TheFeedHoldsEachCounterOnceAtItsLastEtag) {
  add("a");
  add("b");
  add("a");
  EXPECT_THAT(feed(), ElementsAre("4 b=1", "5 Orders/1", "6 a=2"));
  remove("b");
  EXPECT_THAT(feed(), ElementsAre("6 a=2", "7 b gone", "8 Orders/1"));
  add("b", 9);
  EXPECT_THAT(feed(), ElementsAre("6 a=2", "9 b=9", "10 Orders/1"));
  EXPECT_THAT(feed({"users"}), IsEmpty());
  EXPECT_THAT(feed({"ORDERS"}), ElementsAre("6 a=2", "9 b=9", "10 Orders/1"));
}

// A reader of documents must not meet anything that it does not know.
TEST_F(CounterTableTest, TheFeedOfDocumentsHasNoCounters) {
  add("a");
  EXPECT_EQ(database_.changes(Etag{}).size(), 1u);
}

TEST_F(CounterTableTest, WithTheDocumentGoItsCounters) {
  add("a");
  add("b");
  database_.remove("orders/1");
  EXPECT_THAT(all(), IsEmpty());
  EXPECT_THAT(feed(), ElementsAre("6 a gone", "7 b gone", "8 Orders/1 gone"));
  EXPECT_EQ(counts().of(CountedItem::kCounters), 0u);
  EXPECT_EQ(counts().of(CountedItem::kCounterTombstones), 2u);
}

// The collection that had the counter hears of its end, the other one of its new life.
TEST_F(CounterTableTest, ADocumentThatComesBackElsewhereTakesItsCountersAlong) {
  add("a");
  add("b");
  database_.remove("orders/1");
  database_.put_in("Users", "Orders/1");
  EXPECT_EQ(add("a", 3), 3);
  EXPECT_EQ(derived(), R"({"@flags":"HasCounters","@counters":["a"]})");
  EXPECT_THAT(feed({"orders"}), ElementsAre("7 b gone", "8 Orders/1 gone"));
  EXPECT_THAT(feed({"users"}), ElementsAre("10 a=3", "11 Orders/1"));
  const auto statistics = must(database_->statistics());
  EXPECT_EQ(statistics.collections.at(0).items.of(CountedItem::kCounters), 0u);
  EXPECT_EQ(statistics.collections.at(0).items.of(CountedItem::kCounterTombstones), 1u);
  EXPECT_EQ(statistics.collections.at(1).items.of(CountedItem::kCounters), 1u);
}

TEST_F(CounterTableTest, APutOfTheDocumentKeepsItsCounters) {
  add("a");
  database_.put_in("Orders", "orders/1", "2");
  EXPECT_THAT(all(), ElementsAre("a=1"));
  EXPECT_EQ(derived(), R"({"@flags":"HasCounters","@counters":["a"]})");
}

TEST_F(CounterTableTest, CountersSurviveARestart) {
  add("a", 4);
  database_.close();
  database_.open();
  EXPECT_THAT(all(), ElementsAre("a=4"));
  EXPECT_EQ(counts().of(CountedItem::kCounters), 1u);
}

TEST_F(CounterTableTest, ReadersOfACollectionHearOfItsCounters) {
  add("a");
  std::vector<ChangeNotice> notices;
  const auto subscription =
      database_->subscribe([&](const ChangeNotice& notice) { notices.push_back(notice); });
  add("a");
  database_.close();
  ASSERT_FALSE(notices.empty());
  EXPECT_EQ(notices.back().last_etag, Etag{4});
  EXPECT_THAT(notices.back().collections, ElementsAre("orders"));
}

}  // namespace
}  // namespace penstock::documents
