#include <gtest/gtest.h>

#include "base/bytes.h"
#include "base/json.h"
#include "documents/commit_tables.h"
#include "documents/due_sweep.h"
#include "documents/due_sweeper.h"
#include "documents/feature_configuration.h"
#include "kv/memory/memory_provider.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using std::chrono::hours;
using std::chrono::seconds;
using testing::must;

std::string with_time(std::string_view member, WallTime time) {
  return R"({"n":1,"@metadata":{"@collection":"Notes","kept":[1,2],")" + std::string(member) +
         R"(":")" + format_wire_time(time) + R"(","other":"x"}})";
}

class DueTest : public ::testing::Test {
 protected:
  WallTime in(std::chrono::seconds time) { return database_.clock().now() + time; }

  Result<std::size_t> sweep(DueKind kind, const SweepLimits& limits = {}) {
    std::size_t swept = 0;
    TRY(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      swept = TRY(sweep_due(context, kind, limits));
      return {};
    }));
    return swept;
  }

  /// All entries of the two tables.
  std::string stored() {
    const auto view = must(database_->snapshot());
    std::string bytes;
    must(view.storage().visit({.begin = "\x88", .end = "\x8a"},
                              [&](std::string_view key, std::string_view value) {
                                EXPECT_EQ(value, "");
                                bytes += to_hex(key) + "\n";
                                return true;
                              }));
    if (!bytes.empty()) bytes.pop_back();
    return bytes;
  }

  testing::TemporaryDatabase database_;
};

TEST_F(DueTest, WhatExpiresIsDeletedWhenItsTimeHasCome) {
  database_.put("notes/1", with_time("@expires", in(hours{1})));
  database_.put("notes/2", with_time("@expires", in(hours{2})));
  database_.put("notes/3", R"({"@metadata":{"@collection":"Notes"}})");
  EXPECT_EQ(must(sweep(DueKind::kExpiration)), 0u);

  database_.clock().advance(hours{1});
  EXPECT_EQ(must(sweep(DueKind::kExpiration)), 1u);

  EXPECT_FALSE(database_.get("notes/1"));
  EXPECT_TRUE(database_.get("notes/2"));
  EXPECT_TRUE(database_.get("notes/3"));
  const auto changes = database_.changes({});
  EXPECT_NE(changes.back().tombstone(), nullptr) << "readers of the feed hear of it";
}

TEST_F(DueTest, AnotherTimeTakesThePlaceOfTheFormer) {
  database_.put("notes/1", with_time("@expires", in(hours{1})));
  database_.put("NOTES/1", with_time("@expires", in(hours{3})));
  database_.clock().advance(hours{2});
  EXPECT_EQ(must(sweep(DueKind::kExpiration)), 0u);
  database_.put("notes/1", R"({"@metadata":{"@collection":"Notes"}})");
  EXPECT_EQ(stored(), "");
}

TEST_F(DueTest, ADeletedDocumentIsNoLongerDue) {
  database_.put("notes/1", with_time("@expires", in(hours{1})));
  database_.put("notes/2", with_time("@refresh", in(hours{1})));
  database_.remove("notes/1");
  database_.remove("notes/2");
  EXPECT_EQ(stored(), "");
}

TEST_F(DueTest, WhatRefreshesIsWrittenAgainWithoutTheMember) {
  const auto before = database_.put("notes/1", with_time("@refresh", in(hours{1})));
  database_.clock().advance(hours{1});
  EXPECT_EQ(must(sweep(DueKind::kRefresh)), 1u);
  EXPECT_EQ(must(sweep(DueKind::kRefresh)), 0u);

  const auto document = database_.get("notes/1");
  ASSERT_TRUE(document);
  EXPECT_EQ(document->metadata, R"({"kept":[1,2],"other":"x"})");
  EXPECT_EQ(document->body, R"({"n":1})");
  EXPECT_NE(document->change_vector, before.change_vector);
  EXPECT_EQ(stored(), "");
}

TEST_F(DueTest, OneTransactionSweepsNoMoreThanItMayTheLongestOverdueFirst) {
  database_.put("notes/late", with_time("@expires", in(seconds{3})));
  database_.put("notes/early", with_time("@expires", in(seconds{1})));
  database_.put("notes/middle", with_time("@expires", in(seconds{2})));
  database_.clock().advance(hours{1});
  EXPECT_EQ(must(sweep(DueKind::kExpiration, {.documents_max = 2})), 2u);
  EXPECT_TRUE(database_.get("notes/late"));
  EXPECT_EQ(must(sweep(DueKind::kExpiration, {.documents_max = 2})), 1u);
}

TEST_F(DueTest, OneTransactionWritesNoMoreBytesThanItMay) {
  for (const auto* id : {"notes/1", "notes/2", "notes/3"}) {
    database_.put(id, with_time("@refresh", in(seconds{1})));
  }
  database_.clock().advance(hours{1});
  EXPECT_EQ(must(sweep(DueKind::kRefresh, {.documents_max = 10, .bytes_max = 1})), 1u);
}

TEST_F(DueTest, ATimeBeforeTheFirstIsDueAtOnce) {
  database_.put("notes/1", R"({"@metadata":{"@expires":"1901-01-01T00:00:00"}})");
  EXPECT_EQ(must(sweep(DueKind::kExpiration)), 1u);
}

TEST_F(DueTest, WhatIsNoDateIsRefusedAndChangesNothing) {
  for (const auto* value : {R"("soon")", "17", "{}", R"("")", "true"}) {
    const auto put =
        database_.try_put("notes/1", R"({"@metadata":{"@expires":)" + std::string(value) + "}}");
    ASSERT_FALSE(put) << value;
    EXPECT_EQ(put.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_FALSE(database_.get("notes/1"));
  EXPECT_EQ(stored(), "");
}

TEST_F(DueTest, NullIsNoDate) {
  database_.put("notes/1", R"({"@metadata":{"@expires":null,"x":"@refresh"}})");
  EXPECT_EQ(stored(), "");
}

TEST_F(DueTest, ArchivedStaysAsItIs) {
  database_.put("notes/1", R"({"@metadata":{"@archived":true,"@archive-at":"2031-01-01"}})");
  EXPECT_EQ(database_.get("notes/1")->metadata, R"({"@archived":true,"@archive-at":"2031-01-01"})");
}

TEST_F(DueTest, TheBytesAreThoseThatWereOnceWritten) {
  database_.put("Notes/1",
                with_time("@expires", WallTime{std::chrono::microseconds{1'700'000'000'000'001}}));
  database_.put("Notes/2",
                with_time("@refresh", WallTime{std::chrono::microseconds{1'700'000'000'000'002}}));
  EXPECT_EQ(stored(), testing::golden("due_v1.hex"));
}

class DueSweeperTest : public ::testing::Test {
 protected:
  DueSweeperTest()
      : databases_(must(Databases::open(provider_, "A", clock_))), sweeper_(*databases_, clock_) {
    must(databases_->create("notes"));
  }

  Database& database() { return *must(databases_->find("notes")); }

  void configure(Feature feature, std::string_view text) {
    const auto configuration = must(check_feature(feature, must(parse_json(text)).as_object()));
    must(database().write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(write_feature(context, feature, configuration));
      return {};
    }));
  }
  void put(std::string_view id, std::string_view member, std::chrono::seconds time) {
    const auto content = must(DocumentContent::parse(with_time(member, clock_.now() + time)));
    must(database().write_and_wait([&](WriteContext& context) -> Result<void> {
      TRY(context.put(id, content, {}));
      return {};
    }));
  }
  std::optional<Document> get(std::string_view id) {
    return must(must(database().snapshot()).get(id));
  }
  std::uint64_t documents() { return must(database().statistics()).documents; }
  /// How long until the next sweep.
  MonotonicTime::duration sweep() { return sweeper_.sweep({}) - clock_.monotonic(); }

  ManualClock clock_;
  kv::memory::MemoryProvider provider_;
  std::unique_ptr<Databases> databases_;
  DueSweeper sweeper_;
};

TEST_F(DueSweeperTest, NothingIsSweptUnlessConfigured) {
  put("notes/1", "@expires", seconds{0});
  sweep();
  EXPECT_TRUE(get("notes/1"));
  configure(Feature::kExpiration, R"({"Disabled": true})");
  sweep();
  EXPECT_TRUE(get("notes/1"));
}

TEST_F(DueSweeperTest, AllThatIsDueIsSweptInManyTransactions) {
  constexpr int kDocuments = 600;
  for (int i = 0; i < kDocuments; ++i) put("notes/" + std::to_string(i), "@expires", seconds{1});
  configure(Feature::kExpiration, R"({"DeleteFrequencyInSec": 10})");
  clock_.advance(seconds{1});
  EXPECT_EQ(sweep(), seconds{10});
  EXPECT_EQ(documents(), 0u);
}

TEST_F(DueSweeperTest, TheIntervalIsKept) {
  configure(Feature::kExpiration, R"({"DeleteFrequencyInSec": 10})");
  sweep();
  put("notes/1", "@expires", seconds{1});
  clock_.advance(seconds{9});
  EXPECT_EQ(sweep(), seconds{1});
  EXPECT_TRUE(get("notes/1"));
  clock_.advance(seconds{1});
  sweep();
  EXPECT_FALSE(get("notes/1"));
}

TEST_F(DueSweeperTest, OneSweepTakesNoMoreThanConfigured) {
  for (int i = 0; i < 10; ++i) put("notes/" + std::to_string(i), "@expires", seconds{0});
  configure(Feature::kExpiration, R"({"DeleteFrequencyInSec": 10, "MaxItemsToProcess": 3})");
  sweep();
  EXPECT_EQ(documents(), 7u);
}

TEST_F(DueSweeperTest, ExpirationAndRefreshAreConfiguredApart) {
  put("notes/1", "@expires", seconds{0});
  put("notes/2", "@refresh", seconds{0});
  configure(Feature::kRefresh, R"({"RefreshFrequencyInSec": 5})");
  EXPECT_EQ(sweep(), seconds{5});
  EXPECT_TRUE(get("notes/1"));
  EXPECT_EQ(get("notes/2")->metadata, R"({"kept":[1,2],"other":"x"})");
}

TEST_F(DueSweeperTest, ADatabaseThatFailsHoldsUpNoOther) {
  put("notes/1", "@expires", seconds{0});
  configure(Feature::kExpiration, "{}");
  must(databases_->create("another"))->close();
  sweep();
  EXPECT_FALSE(get("notes/1"));
}

TEST_F(DueSweeperTest, TheThreadEndsWhenItIsAsked) {
  sweeper_.start();
  sweeper_.wake();
  sweeper_.stop();
  sweeper_.stop();
}

TEST(SweepConfigurationTest, WhatIsWrongIsNamed) {
  const auto message = [](std::string_view text) {
    const auto checked = check_feature(Feature::kExpiration, must(parse_json(text)).as_object());
    return checked ? std::string("accepted") : checked.error().message;
  };
  EXPECT_EQ(message(R"({"Disabled": 1})"), "'Disabled' is not true or false");
  EXPECT_EQ(message(R"({"DeleteFrequencyInSec": 0})"),
            "'DeleteFrequencyInSec' is not a whole number from 1 on");
  EXPECT_EQ(message(R"({"DeleteFrequencyInSec": "60"})"),
            "'DeleteFrequencyInSec' is not a whole number from 1 on");
  EXPECT_EQ(message(R"({"DeleteFrequencyInSec": 1e300})"),
            "'DeleteFrequencyInSec' is not a whole number from 1 on");
  EXPECT_EQ(message(R"({"DeleteFrequencyInSec": 315360001})"),
            "'DeleteFrequencyInSec' is above 315360000");
  EXPECT_EQ(message(R"({"MaxItemsToProcess": -3})"),
            "'MaxItemsToProcess' is not a whole number from 1 on");
  EXPECT_EQ(message(R"({"Disabled": null, "DeleteFrequencyInSec": null})"), "accepted");
}

}  // namespace
}  // namespace penstock::documents
