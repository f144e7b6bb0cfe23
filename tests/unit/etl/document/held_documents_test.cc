// Where each document of a destination comes from.
#include "etl/document/held_documents.h"

#include <gmock/gmock.h>

#include "support/assertions.h"

namespace penstock::etl::document {
namespace {

using ::penstock::testing::must;
using ::testing::ElementsAre;

constexpr std::string_view kNumber = "0000000000000000001-A";

/// "users/1 of Users"; "nothing".
std::string source(std::string_view id, std::string_view collection,
                   std::vector<std::string> targets, const std::vector<std::string>& collections,
                   std::string postfix = {}) {
  const CommandRules rules{.targets = std::move(targets), .id_postfix = std::move(postfix)};
  const auto found = source_of(id, collection, rules, collections);
  if (!found) return "nothing";
  return found->collection.empty() ? found->id : found->id + " of " + found->collection;
}

std::string part(std::string_view head) { return std::string(head) + std::string(kNumber); }

TEST(HeldDocumentsTest, WithoutAScriptDocumentsHaveTheIdsOfTheSource) {
  EXPECT_EQ(source("users/1", "Users", {}, {"Users"}), "users/1 of Users");
  EXPECT_EQ(source("users/1", "users", {}, {}), "users/1 of users");
  EXPECT_EQ(source("orders/1", "Orders", {}, {"Users"}), "nothing");
  EXPECT_EQ(source(part("users/1/people/"), "Users", {}, {"Users"}),
            part("users/1/people/") + " of Users");
}

TEST(HeldDocumentsTest, WhatAScriptLoadsToItsOwnCollectionToo) {
  EXPECT_EQ(source("users/1", "Users", {"Users"}, {"Users"}), "users/1 of Users");
  EXPECT_EQ(source(part("users/1/users/"), "Users", {"Users"}, {"Users"}),
            part("users/1/users/") + " of Users");
}

TEST(HeldDocumentsTest, ToOtherCollectionsItLoadsUnderTheIdOfTheSource) {
  EXPECT_EQ(source(part("users/1/people/"), "People", {"People"}, {"Users"}), "users/1");
  EXPECT_EQ(source(part("orders/1-A/OrderLines/"), "OrderLines", {"OrderLines"}, {"Orders"}),
            "orders/1-A");
  EXPECT_EQ(source(part("users/1/users/"), "Users", {"Users"}, {"Users", "People"}), "users/1");
  EXPECT_EQ(source("users/1", "Users", {"Users"}, {"Users", "People"}), "users/1 of Users");
}

TEST(HeldDocumentsTest, WhatStandsElsewhereComesFromSomebodyElse) {
  EXPECT_EQ(source("people/1", "People", {"People"}, {"Users"}), "nothing");
  EXPECT_EQ(source("users/123-B/helpdesk", "Helpdesk", {"Users"}, {"Users"}), "nothing");
  EXPECT_EQ(source("users/1/people/17", "People", {"People"}, {"Users"}), "nothing");
  EXPECT_EQ(source(part("users/1/friends/"), "People", {"People"}, {"Users"}), "nothing");
  EXPECT_EQ(source("Raven/Hilo/users", "@hilo", {}, {}), "nothing");
}

TEST(HeldDocumentsTest, APostfixIsTakenOff) {
  EXPECT_EQ(source("users/1$x", "Users", {"Users"}, {"Users"}, "$x"), "users/1 of Users");
  EXPECT_EQ(source("users/1", "Users", {"Users"}, {"Users"}, "$x"), "nothing");
  EXPECT_EQ(source(part("users/1/people$x/"), "People", {"People"}, {"Users"}, "$x"), "users/1");
}

TEST(HeldDocumentsTest, APageThatIsNotFullIsTheLast) {
  const auto page = must(parse_held(
      R"({"Results":[{"@metadata":{"@id":"users/1","@collection":"Users"}},
                     {"@metadata":{"@id":"other"}}]})",
      {}, {"Users"}));
  ASSERT_EQ(page.documents.size(), 1u);
  EXPECT_EQ(page.documents[0].id, "users/1");
  EXPECT_EQ(page.next, "");
}

TEST(HeldDocumentsTest, AFullPageGoesOnAfterItsLastDocument) {
  std::string results;
  for (std::size_t i = 0; i < kHeldPageSize; ++i) {
    results += (results.empty() ? "" : ",") + std::string(R"({"@metadata":{"@id":"a/)") +
               std::to_string(i) + R"("}})";
  }
  const auto page = must(parse_held(R"({"Results":[)" + results + "]}", {}, {}));
  EXPECT_EQ(page.documents.size(), kHeldPageSize);
  EXPECT_EQ(page.next, "a/1023");
}

}  // namespace
}  // namespace penstock::etl::document
