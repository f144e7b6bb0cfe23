#include "etl/document/commands.h"

#include <gtest/gtest.h>

#include "support/assertions.h"

namespace penstock::etl::document {
namespace {

using Kind = LoadDocument::Kind;

LoadDocument put(std::vector<LoadObject> objects) {
  return {.id = "users/1",
          .collection = "Users",
          .etag = {7},
          .kind = Kind::kPut,
          .objects = std::move(objects)};
}

LoadDocument removal() {
  return {
      .id = "users/1", .collection = "Users", .etag = {7}, .kind = Kind::kDelete, .objects = {}};
}

std::string put_text(const std::string& id, const std::string& document) {
  return R"({"Id":")" + id + R"(","ChangeVector":null,"Document":)" + document +
         R"(,"Type":"PUT"})";
}

std::string delete_text(const std::string& id) {
  return R"({"Id":")" + id + R"(","ChangeVector":null,"Type":"DELETE"})";
}

std::string prefix_delete_text(const std::string& id) {
  return R"({"Id":")" + id + R"(","ChangeVector":null,"Type":"DELETE","IdPrefixed":true})";
}

TEST(CommandsTest, PrefixIsLowerCasedOnlyWithOneCapital) {
  EXPECT_EQ(id_prefix("People"), "people");
  EXPECT_EQ(id_prefix("people"), "people");
  EXPECT_EQ(id_prefix("OrderLines"), "OrderLines");
}

TEST(CommandsTest, WithoutAScriptTheDocumentGoesOverAsItIs) {
  const CommandRules rules;
  const auto stored = to_commands(
      put({{"Users",
            R"({"N":1,"@metadata":{"@collection":"Users","@id":"users/1","@expires":"2030"}})"}}),
      rules);
  ASSERT_OK(stored);
  EXPECT_EQ(stored->deletes, "");
  EXPECT_EQ(
      stored->puts,
      put_text("users/1",
               R"({"N":1,"@metadata":{"@collection":"Users","@expires":"2030","@id":"users/1"}})"));
  EXPECT_EQ(to_commands(removal(), rules)->deletes, delete_text("users/1"));
}

TEST(CommandsTest, ADocumentAsItIsStoredIsNotTakenApart) {
  const CommandRules rules;
  const auto commands = to_commands(
      put({{.target = "Users", .json = R"({"N":1.50})", .metadata = R"({"@expires":"2030"})"},
           {.target = "@empty", .json = "{}", .metadata = "{}"}}),
      rules);
  ASSERT_OK(commands);
  EXPECT_EQ(
      commands->puts,
      put_text(
          "users/1",
          R"({"N":1.50,"@metadata":{"@collection":"Users","@expires":"2030","@id":"users/1"}})") +
          "," + put_text("users/1/@empty/", R"({"@metadata":{"@id":"users/1/@empty/"}})"));
}

TEST(CommandsTest, ABatchKeepsItsOrderAndSaysWhichObjectsCannotBeDocuments) {
  LoadBatch batch;
  for (const auto* json : {R"({"N":1})", "[]", R"({"N":2})"}) {
    batch.documents.push_back(put({{"Users", json}}));
    batch.documents.back().etag = {batch.documents.size()};
  }

  const auto encoded = encode_commands(batch, {.targets = {"Users"}, .id_postfix = {}});

  ASSERT_EQ(encoded.commands.size(), 2u);
  EXPECT_EQ(encoded.commands[0].etag.value, 1u);
  EXPECT_EQ(encoded.commands[1].etag.value, 3u);
  ASSERT_EQ(encoded.rejected.size(), 1u);
  EXPECT_EQ(encoded.rejected.front().document_id, "users/1");
  EXPECT_EQ(encoded.rejected.front().etag.value, 2u);
  EXPECT_EQ(encoded.rejected.front().step, ErrorStep::kLoad);
}

TEST(CommandsTest, TheOwnCollectionKeepsTheIdAndNeedsNoDelete) {
  const CommandRules rules{.targets = {"Users"}, .id_postfix = {}};
  const auto commands = to_commands(put({{"Users", R"({"N":1})"}}), rules);
  ASSERT_OK(commands);
  EXPECT_EQ(commands->deletes, "");
  EXPECT_EQ(commands->puts,
            put_text("users/1", R"({"N":1,"@metadata":{"@collection":"Users","@id":"users/1"}})"));
}

TEST(CommandsTest, ADocumentThatNoLongerPassesTheFilterIsDeleted) {
  const CommandRules rules{.targets = {"Users"}, .id_postfix = {}};
  EXPECT_EQ(to_commands(put({}), rules)->deletes, delete_text("users/1"));
}

TEST(CommandsTest, OtherCollectionsAreRefreshedByPrefix) {
  const CommandRules rules{.targets = {"Users", "People", "OrderLines"}, .id_postfix = {}};
  const auto commands = to_commands(
      put({{"Users", "{}"}, {"People", R"({"N":1})"}, {"OrderLines", R"({"Q":2})"}}), rules);
  ASSERT_OK(commands);
  EXPECT_EQ(commands->deletes, prefix_delete_text("users/1/people/") + "," +
                                   prefix_delete_text("users/1/OrderLines/"));
  EXPECT_EQ(
      commands->puts,
      put_text("users/1", R"({"@metadata":{"@collection":"Users","@id":"users/1"}})") + "," +
          put_text("users/1/people/",
                   R"({"N":1,"@metadata":{"@collection":"People","@id":"users/1/people/"}})") +
          "," +
          put_text(
              "users/1/OrderLines/",
              R"({"Q":2,"@metadata":{"@collection":"OrderLines","@id":"users/1/OrderLines/"}})"));
  EXPECT_EQ(commands->count, 5u);
}

TEST(CommandsTest, ADeletedSourceTakesEverythingAlong) {
  const CommandRules rules{.targets = {"Users", "People"}, .id_postfix = {}};
  EXPECT_EQ(to_commands(removal(), rules)->deletes,
            delete_text("users/1") + "," + prefix_delete_text("users/1/people/"));
  // A script that never loads to the document's own collection never deletes there.
  const CommandRules others{.targets = {"People"}, .id_postfix = {}};
  EXPECT_EQ(to_commands(removal(), others)->deletes, prefix_delete_text("users/1/people/"));
}

TEST(CommandsTest, WhatTheSourceServerOwnsStaysThere) {
  const CommandRules rules{.targets = {"People"}, .id_postfix = {}};
  const auto commands = to_commands(
      put({{"People",
            R"({"@metadata":{"@collection":"Users","@id":"users/1","@change-vector":"A:1-x","@attachments":[],"Custom":1}})"}}),
      rules);
  ASSERT_OK(commands);
  EXPECT_EQ(
      commands->puts,
      put_text("users/1/people/",
               R"({"@metadata":{"@collection":"People","Custom":1,"@id":"users/1/people/"}})"));
}

TEST(CommandsTest, APostfixEndsEveryId) {
  const CommandRules rules{.targets = {"Users", "People"}, .id_postfix = "$north"};
  const auto commands = to_commands(put({{"Users", "{}"}, {"People", "{}"}}), rules);
  ASSERT_OK(commands);
  EXPECT_EQ(commands->deletes, prefix_delete_text("users/1/people$north/"));
  EXPECT_NE(commands->puts.find(R"("Id":"users/1$north")"), std::string::npos);
}

TEST(CommandsTest, NumbersKeepTheirDigits) {
  const CommandRules rules{.targets = {"Users"}, .id_postfix = {}};
  const auto commands = to_commands(put({{"Users", R"({"N":12345678901234567890.10})"}}), rules);
  EXPECT_NE(commands->puts.find("12345678901234567890.10"), std::string::npos);
}

TEST(CommandsTest, WhatIsNoDocumentIsRefused) {
  const CommandRules rules{.targets = {"Users"}, .id_postfix = {}};
  EXPECT_FALSE(to_commands(put({{"Users", R"({"@metadata":7})"}}), rules).has_value());
}

LoadDocument with_items(LoadDocument::Kind kind, AttachedItems items) {
  LoadDocument document = removal();
  document.kind = kind;
  document.items = std::move(items);
  return document;
}

TEST(CommandsTest, WhatGoesAlongWithANewDocumentFollowsItAtOnce) {
  const CommandRules rules{.targets = {"People"}, .id_postfix = {}};
  LoadObject object{.target = "People", .json = "{}"};
  object.items.attachments = {{"photo", "image/png", "hash", 5}};
  object.items.counters = {{"likes", 7}};

  const auto commands = to_commands(put({object}), rules);

  ASSERT_OK(commands);
  EXPECT_EQ(
      commands->puts,
      put_text("users/1/people/",
               R"({"@metadata":{"@collection":"People","@id":"users/1/people/"}})") +
          R"(,{"Id":"users/1/people/","Name":"photo","ContentType":"image/png","ChangeVector":null,)"
          R"("Type":"AttachmentPUT","FromEtl":true})"
          R"(,{"Id":"users/1/people/","Counters":{"DocumentId":"users/1/people/","Operations":[)"
          R"({"Type":"Put","CounterName":"likes","Delta":7}]},"Type":"Counters","FromEtl":true})");
  ASSERT_EQ(commands->contents.size(), 1u);
  EXPECT_EQ(commands->contents.front().size, 5u);
  EXPECT_EQ(commands->count, 4u);
}

TEST(CommandsTest, WhatHangsOnAnOwnIdGoesAfterAllPuts) {
  const CommandRules rules{.targets = {"Users"}, .id_postfix = "$n", .deletes_first = true};
  LoadObject object{.target = "Users", .json = "{}"};
  object.items.counters = {{"likes", std::nullopt}};

  const auto commands = to_commands(put({object}), rules);

  ASSERT_OK(commands);
  EXPECT_EQ(commands->deletes, delete_text("users/1$n"));
  EXPECT_EQ(
      commands->items,
      R"({"Id":"users/1$n","Counters":{"DocumentId":"users/1$n","Operations":[)"
      R"({"Type":"Delete","CounterName":"likes","Delta":0}]},"Type":"Counters","FromEtl":true})");
}

TEST(CommandsTest, ItemsAloneLeaveTheDocumentAlone) {
  const CommandRules rules{.targets = {"Users", "People"}, .id_postfix = {}};
  AttachedItems items;
  items.removed_attachments = {"old"};
  items.time_series = {{"Heart",
                        {{WallTime{}, {1.5, -2}, "watch"}, {WallTime{}, {1e300}, ""}},
                        {{WallTime{}, WallTime{}}}}};

  const auto commands = to_commands(with_items(Kind::kItems, items), rules);

  ASSERT_OK(commands);
  EXPECT_EQ(commands->deletes,
            R"({"Id":"users/1","Name":"old","ChangeVector":null,"Type":"AttachmentDELETE"})");
  EXPECT_EQ(commands->puts, "");
  const std::string time = R"("1970-01-01T00:00:00.0000000Z")";
  EXPECT_EQ(commands->items,
            R"({"Id":"users/1","TimeSeries":{"Name":"Heart","Appends":[{"Timestamp":)" + time +
                R"(,"Tag":"watch","Values":[1.5,-2]},{"Timestamp":)" + time +
                R"(,"Tag":null,"Values":[1e+300]}],"Deletes":[{"From":)" + time + R"(,"To":)" +
                time + R"(}]},"Type":"TimeSeries","FromEtl":true})");
}

TEST(CommandsTest, WhatABehaviorKeepsIsNotDeleted) {
  const CommandRules rules{.targets = {"Users", "People"}, .id_postfix = {}};
  auto kept = removal();
  kept.keeps_earlier = true;
  EXPECT_EQ(to_commands(kept, rules)->deletes, "");
  kept.kind = Kind::kPut;
  EXPECT_EQ(to_commands(kept, rules)->deletes, "");
}

TEST(CommandsTest, TheRulesAreThoseOfTheText) {
  Transformation transformation;
  transformation.document_id_postfix = "$n";
  transformation.script = "loadToUsers(this).addCounter(loadCounter('a'));";
  const auto rules = command_rules(transformation);
  EXPECT_EQ(rules.targets, std::vector<std::string>{"Users"});
  EXPECT_EQ(rules.id_postfix, "$n");
  EXPECT_TRUE(rules.deletes_first);
  transformation.script = "function deleteDocumentsBehavior() { loadToUsers(1); }";
  EXPECT_TRUE(command_rules(transformation).targets.empty());
}

}  // namespace
}  // namespace penstock::etl::document
