#include "documents/document_ids.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/random_id.h"
#include "support/assertions.h"
#include "support/temporary_database.h"

namespace penstock::documents {
namespace {

using ::testing::MatchesRegex;
using testing::TemporaryDatabase;

TEST(DocumentIdsTest, SlashIsCompletedWithEtagAndNodeTag) {
  TemporaryDatabase database;
  database.put("x", "{}");
  EXPECT_EQ(database.put("users/", "{}").id, "users/0000000000000000002-A");
  EXPECT_TRUE(database.get("USERS/0000000000000000002-a").has_value());
}

TEST(DocumentIdsTest, TakenIdGetsARandomEnd) {
  TemporaryDatabase database;
  database.put("users/0000000000000000002-A", "{}");
  EXPECT_THAT(database.put("users/", "{}").id, MatchesRegex("users/0000000000000000002-.{22}"));
}

TEST(DocumentIdsTest, BarIsCompletedWithTheNextNumberOfItsPrefix) {
  TemporaryDatabase database;
  EXPECT_EQ(database.put("users|", "{}").id, "users/1");
  EXPECT_EQ(database.put("USERS|", "{}").id, "USERS/2");
  EXPECT_EQ(database.put("orders|", "{}").id, "orders/1");
  database.close();
  database.open();
  EXPECT_EQ(database.put("users|", "{}").id, "users/3");
}

TEST(DocumentIdsTest, NumbersThatAreTakenArePassedOver) {
  TemporaryDatabase database;
  for (int i = 1; i <= 10; ++i) database.put("users/" + std::to_string(i), "{}");

  const auto made = database.put("users|", "{}");
  const auto next = database.put("users|", "{}");

  EXPECT_GT(std::stoi(made.id.substr(6)), 10);
  EXPECT_EQ(std::stoi(next.id.substr(6)), std::stoi(made.id.substr(6)) + 1);
  EXPECT_EQ(made.etag, Etag{11});
}

TEST(DocumentIdsTest, BarWithAVersionIsRefused) {
  TemporaryDatabase database;
  EXPECT_EQ(database.try_put("users|", "{}", "A:1-x").error().code, ErrorCode::kInvalidArgument);
  EXPECT_OK(database.try_put("users|", "{}", ""));
}

TEST(DocumentIdsTest, NumberOfAFailedTransactionIsUsedAgain) {
  TemporaryDatabase database;
  const DocumentContent content{.body = "{}", .metadata = "{}", .collection = "Users"};

  const auto failed = database->write_and_wait([&](WriteContext& context) -> Result<void> {
    TRY(context.put("users|", content, {}));
    return invalid_argument("no");
  });

  EXPECT_FALSE(failed.has_value());
  EXPECT_EQ(database.put("users|", "{}").id, "users/1");
}

TEST(DocumentIdsTest, EmptyIdBecomesAGuid) {
  TemporaryDatabase database;
  const auto put = database.put("", "{}");
  EXPECT_TRUE(guid_to_base64(put.id).has_value()) << put.id;
  EXPECT_TRUE(database.get(put.id).has_value());
}

TEST(DocumentIdsTest, WhatCannotBeAnIdIsRefused) {
  TemporaryDatabase database;
  const std::string longest(kDocumentIdBytesMax, 'x');
  for (const std::string& id :
       {longest + "x", std::string("a\0b", 3), std::string("a\xff"), longest.substr(1) + "/"}) {
    const auto put = database.try_put(id, "{}");
    ASSERT_FALSE(put.has_value()) << id;
    EXPECT_EQ(put.error().code, ErrorCode::kInvalidArgument);
  }
  EXPECT_OK(database.try_put(longest, "{}"));
  EXPECT_OK(database.try_put("a ü/%?#\n", "{}"));
  EXPECT_TRUE(database.get("A Ü/%?#\n").has_value());
}

}  // namespace
}  // namespace penstock::documents
