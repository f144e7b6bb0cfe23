#include "documents/compare_exchange.h"

#include <gmock/gmock.h>

#include "base/bytes.h"
#include "documents/commit_tables.h"
#include "documents/compare_exchange_records.h"
#include "documents/identities.h"
#include "support/assertions.h"
#include "support/golden.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::ElementsAre;
using testing::must;
using testing::TemporaryDatabase;

class CompareExchangeTest : public ::testing::Test {
 protected:
  Result<CompareExchangeOutcome> put(const std::string& key, std::uint64_t expected,
                                     const std::string& value = R"({"Object":1})") {
    return write(
        [&](CommitTables& tables) { return tables.compare_exchange.put(key, value, expected); });
  }
  Result<CompareExchangeOutcome> remove(const std::string& key, std::uint64_t expected) {
    return write(
        [&](CommitTables& tables) { return tables.compare_exchange.remove(key, expected); });
  }
  std::optional<CompareExchangeValue> get(const std::string& key) {
    const auto snapshot = must(database_->snapshot());
    return must(CompareExchangeReader(snapshot.storage()).get(key));
  }
  CompareExchangeCounts counts() {
    const auto snapshot = must(database_->snapshot());
    return must(CompareExchangeReader(snapshot.storage()).counts());
  }
  std::vector<std::string> keys(const CompareExchangeReader::Page& page) {
    const auto snapshot = must(database_->snapshot());
    std::vector<std::string> found;
    for (const auto& value : must(CompareExchangeReader(snapshot.storage()).read(page))) {
      found.push_back(value.key);
    }
    return found;
  }

  TemporaryDatabase database_;

 private:
  template <typename Change>
  Result<CompareExchangeOutcome> write(Change change) {
    CompareExchangeOutcome outcome;
    TRY(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      outcome = TRY(change(context.tables()));
      return {};
    }));
    return outcome;
  }
};

TEST_F(CompareExchangeTest, IsWrittenByWhoKnowsTheIndex) {
  const auto first = must(put("Lock", 0, R"({"Object":"a"})"));
  EXPECT_TRUE(first.successful);
  EXPECT_EQ(first.index, 1u);
  const auto second = must(put("lock", 1, R"({"Object":"b"})"));
  EXPECT_TRUE(second.successful);
  EXPECT_EQ(second.index, 2u);
  const auto stored = get("LOCK");
  ASSERT_TRUE(stored.has_value());
  EXPECT_EQ(stored->key, "Lock");
  EXPECT_EQ(stored->value, R"({"Object":"b"})");
}

TEST_F(CompareExchangeTest, TellsWhoDoesNotKnowTheIndexWhatThereIs) {
  must(put("lock", 0, R"({"Object":"a"})"));
  for (const std::uint64_t wrong : {0, 2, 77}) {
    const auto refused = must(put("lock", wrong, R"({"Object":"b"})"));
    EXPECT_FALSE(refused.successful);
    EXPECT_EQ(refused.index, 1u);
    EXPECT_EQ(refused.value, R"({"Object":"a"})");
  }
  EXPECT_FALSE(must(put("other", 1)).successful);
  EXPECT_FALSE(get("other").has_value());
}

TEST_F(CompareExchangeTest, IsDeletedByWhoKnowsTheIndex) {
  must(put("lock", 0, R"({"Object":"a"})"));
  EXPECT_FALSE(must(remove("lock", 9)).successful);
  const auto removed = must(remove("Lock", 1));
  EXPECT_TRUE(removed.successful);
  EXPECT_EQ(removed.value, R"({"Object":"a"})");
  EXPECT_FALSE(get("lock").has_value());
  EXPECT_TRUE(must(remove("lock", 1)).successful);
}

TEST_F(CompareExchangeTest, NeverGivesAnIndexTwice) {
  must(put("lock", 0));
  must(remove("lock", 1));
  EXPECT_FALSE(must(put("lock", 1)).successful);
  EXPECT_EQ(must(put("lock", 0)).index, 3u);
}

TEST_F(CompareExchangeTest, KeepsTheFirstSpellingThroughADelete) {
  must(put("Lock", 0));
  must(remove("lock", 1));
  must(put("LOCK", 0));
  EXPECT_EQ(get("lock")->key, "Lock");
}

TEST_F(CompareExchangeTest, CountsValuesAndTombstones) {
  must(put("a", 0));
  must(put("b", 0));
  must(remove("a", 1));
  EXPECT_EQ(counts().values, 1u);
  EXPECT_EQ(counts().tombstones, 1u);
  EXPECT_EQ(counts().last_index, 3u);
  must(put("a", 0));
  EXPECT_EQ(counts().values, 2u);
  EXPECT_EQ(counts().tombstones, 0u);
}

TEST_F(CompareExchangeTest, IsReadInPages) {
  for (const auto* key : {"locks/b", "Locks/A", "locks/c", "mails/1"}) must(put(key, 0));
  EXPECT_THAT(keys({}), ElementsAre("Locks/A", "locks/b", "locks/c", "mails/1"));
  EXPECT_THAT(keys({.prefix = "LOCKS/"}), ElementsAre("Locks/A", "locks/b", "locks/c"));
  EXPECT_THAT(keys({.prefix = "locks/", .skip = 1, .count_max = 1}), ElementsAre("locks/b"));
  EXPECT_THAT(keys({.prefix = "locks/", .after = "locks/B"}), ElementsAre("locks/c"));
  EXPECT_THAT(keys({.bytes_max = 1}), ElementsAre("Locks/A"));
  EXPECT_THAT(keys({.count_max = 0}), ElementsAre());
}

TEST_F(CompareExchangeTest, RefusesKeysAndValuesThatAreNone) {
  for (const auto& key : {std::string(), std::string(kCompareExchangeKeyBytesMax + 1, 'k'),
                          std::string("a\0b", 3), std::string("\xff")}) {
    EXPECT_EQ(put(key, 0).error().code, ErrorCode::kInvalidArgument) << key;
  }
  for (const auto* value : {"", "1", "[]", "{", R"("text")"}) {
    EXPECT_FALSE(compare_exchange_text(value)) << value;
  }
  EXPECT_EQ(compare_exchange_text(std::string(kCompareExchangeBytesMax + 1, ' ')).error().code,
            ErrorCode::kTooLarge);
  EXPECT_EQ(must(compare_exchange_text(R"( {"Object" : 1.50} )")), R"({"Object":1.50})");
}

TEST_F(CompareExchangeTest, TouchesNeitherEtagsNorTheFeed) {
  must(put("lock", 0));
  const auto snapshot = must(database_->snapshot());
  EXPECT_EQ(must(snapshot.last_etag()), Etag{0});
}

TEST(CompareExchangeRecordsTest, AreTheBytesThatWereAlwaysStored) {
  const CompareExchangeValue value{.key = "Lock", .index = 7, .value = R"({"Object":1})"};
  const CompareExchangeTombstone tombstone{
      .key = "Lock", .index = 8, .deleted_at = WallTime{std::chrono::days{20'000}}};
  const CompareExchangeCounts counts{.last_index = 8, .values = 5, .tombstones = 2};
  EXPECT_EQ(to_hex(encode(value)), testing::golden("compare_exchange_v1.hex"));
  EXPECT_EQ(to_hex(encode(tombstone)), testing::golden("compare_exchange_tombstone_v1.hex"));
  EXPECT_EQ(to_hex(encode(counts)), testing::golden("compare_exchange_counts_v1.hex"));
  EXPECT_EQ(must(decode_compare_exchange(encode(value))).value, value.value);
  EXPECT_EQ(must(decode_compare_exchange_tombstone(encode(tombstone))).index, 8u);
  EXPECT_EQ(must(decode_compare_exchange_counts(encode(counts))).tombstones, 2u);
}

TEST(CompareExchangeRecordsTest, NoticeDamage) {
  const auto whole = encode(CompareExchangeValue{.key = "k", .index = 1, .value = "{}"});
  for (std::size_t size = 0; size < whole.size(); ++size) {
    EXPECT_FALSE(decode_compare_exchange(std::string_view(whole).substr(0, size))) << size;
  }
  EXPECT_FALSE(decode_compare_exchange(whole + "x"));
  EXPECT_FALSE(decode_compare_exchange_tombstone("nonsense"));
  EXPECT_FALSE(decode_compare_exchange_counts(whole));
}

class IdentitiesTest : public ::testing::Test {
 protected:
  Result<std::uint64_t> next(const std::string& name) {
    return write([&](IdentityTable& identities) { return identities.next(name); });
  }
  Result<std::uint64_t> seed(const std::string& name, std::uint64_t value, bool force = false) {
    return write([&](IdentityTable& identities) { return identities.seed(name, value, force); });
  }

  TemporaryDatabase database_;

 private:
  template <typename Change>
  Result<std::uint64_t> write(Change change) {
    std::uint64_t number = 0;
    TRY(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
      number = TRY(change(context.tables().identities));
      return {};
    }));
    return number;
  }
};

TEST_F(IdentitiesTest, CountUpByOneUnderOneNameInAnySpelling) {
  EXPECT_EQ(must(next("users|")), 1u);
  EXPECT_EQ(must(next("Users")), 2u);
  EXPECT_EQ(must(next("orders|")), 1u);
}

TEST_F(IdentitiesTest, AreTheOnesThatMakeDocumentIds) {
  must(seed("users|", 41));
  std::string id;
  must(database_->write_and_wait([&](WriteContext& context) -> Result<void> {
    id = TRY(context.put("users|", TRY(DocumentContent::parse("{}")), {})).id;
    return {};
  }));
  EXPECT_EQ(id, "users/42");
  EXPECT_EQ(must(next("users|")), 43u);
}

TEST_F(IdentitiesTest, AreSeededForwardUnlessForced) {
  EXPECT_EQ(must(seed("users|", 10)), 10u);
  EXPECT_EQ(must(seed("users|", 5)), 10u);
  EXPECT_EQ(must(seed("users|", 5, true)), 5u);
  EXPECT_EQ(must(next("users|")), 6u);
}

TEST_F(IdentitiesTest, AreListedByName) {
  must(next("users|"));
  must(seed("Orders", 7));
  const auto snapshot = must(database_->snapshot());
  const auto all = must(read_identities(snapshot.storage()));
  EXPECT_THAT(all, ElementsAre(std::pair<const std::string, std::uint64_t>("orders|", 7),
                               std::pair<const std::string, std::uint64_t>("users|", 1)));
}

TEST_F(IdentitiesTest, RefuseNamesAndNumbersThatAreNone) {
  for (const auto& name : {std::string(), std::string("|"), std::string(600, 'u'),
                           std::string("\xff|"), std::string("a\0|", 3)}) {
    EXPECT_EQ(next(name).error().code, ErrorCode::kInvalidArgument) << name;
  }
  EXPECT_FALSE(seed("users|", (std::uint64_t{1} << 53) + 1));
  must(seed("users|", std::uint64_t{1} << 53));
  EXPECT_FALSE(next("users|"));
}

}  // namespace
}  // namespace penstock::documents
