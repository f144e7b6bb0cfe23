#include <gmock/gmock.h>

#include "unit/kv/engine_contract.h"

namespace penstock::kv {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Optional;
using ::testing::Pair;
using namespace std::string_literals;

TEST_P(EngineContract, OpeningAnAbsentKeySpaceWithoutCreatingItIsNotFound) {
  const auto result = provider().open("absent", false);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kNotFound);
  EXPECT_THAT(result.error().message, HasSubstr("absent"));
  EXPECT_THAT(testing::must(provider().list()), ElementsAre("test"));
}

TEST_P(EngineContract, KeySpacesAreApart) {
  const auto other = open("other");
  put({{"a", "1"}});
  EXPECT_EQ(testing::must(testing::must(other->snapshot())->get("a")), std::nullopt);
}

TEST_P(EngineContract, ListsKeySpacesOpenOrNotInByteOrder) {
  open("zebra");
  const auto held = open("1.a_b-c");
  EXPECT_THAT(testing::must(provider().list()), ElementsAre("1.a_b-c", "test", "zebra"));
}

TEST_P(EngineContract, RefusesNamesThatAreNoPathSegment) {
  for (const auto& name : {""s, "."s, ".."s, "a/b"s, "A"s, "a b"s, "a\0"s, std::string(201, 'a')}) {
    const auto result = provider().open(name, true);
    ASSERT_FALSE(result.has_value()) << name;
    EXPECT_EQ(result.error().code, ErrorCode::kInvalidArgument);
    const auto destroyed = provider().destroy(name);
    ASSERT_FALSE(destroyed.has_value()) << name;
    EXPECT_EQ(destroyed.error().code, ErrorCode::kInvalidArgument);
  }
}

TEST_P(EngineContract, AnOpenKeySpaceIsNotOpenedTwice) {
  put({{"a", "1"}});
  const auto result = provider().open("test", true);
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(result.error().message, HasSubstr("open already"));
  EXPECT_THAT(get("a"), Optional("1"s));
}

TEST_P(EngineContract, AnOpenKeySpaceIsNotDestroyed) {
  put({{"a", "1"}});
  const auto result = provider().destroy("test");
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code, ErrorCode::kUnavailable);
  EXPECT_THAT(result.error().message, HasSubstr("open already"));
  restart();
  EXPECT_THAT(entries(), ElementsAre(Pair("a", "1")));
}

TEST_P(EngineContract, DestroyLeavesNothing) {
  put({{"a", "1"}});
  close();
  ASSERT_OK(provider().destroy("test"));
  EXPECT_THAT(testing::must(provider().list()), IsEmpty());
  const auto again = open("test");
  EXPECT_EQ(testing::must(testing::must(again->snapshot())->get("a")), std::nullopt);
}

TEST_P(EngineContract, DestroyOfAnAbsentKeySpaceDoesNothing) {
  EXPECT_OK(provider().destroy("absent"));
  EXPECT_THAT(testing::must(provider().list()), ElementsAre("test"));
}

TEST_P(EngineContract, CommittedDataSurvivesARestart) {
  put({{"a", "1"}, {"b", "2"}});
  WriteBatch batch;
  batch.erase("a");
  ASSERT_OK(engine().commit(batch, std::nullopt));
  restart();
  EXPECT_THAT(entries(), ElementsAre(Pair("b", "2")));
}

}  // namespace
}  // namespace penstock::kv
