#include "script/discovery.h"

#include <gmock/gmock.h>

namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;
using Kind = BehaviorFunction::Kind;

TEST(DiscoveryTest, FindsTargetsInOrderOnceWhateverTheirCase) {
  const auto targets = discover_targets(
      "loadToOrders(this); loadToOrderLines ({}); loadToORDERS({}); loadTo_x1(this);");

  EXPECT_THAT(targets, ElementsAre("Orders", "OrderLines", "_x1"));
}

TEST(DiscoveryTest, FindsLiteralNamesOfLoadTo) {
  const auto targets = discover_targets(
      "loadTo('Users', this); loadTo( \"dbo.Orders\", {}); loadTo(`Lines`, {}); "
      "loadTo(name, {}); loadTo(`a${b}`, {});");

  EXPECT_THAT(targets, ElementsAre("Users", "dbo.Orders", "Lines"));
}

TEST(DiscoveryTest, CountsCommentsStringsAndTextThatDoesNotParse) {
  EXPECT_THAT(discover_targets("// loadToPeople(x)\nvar s = 'loadToNotes'; loadToUsers(this;"),
              ElementsAre("People", "Notes", "Users"));
}

TEST(DiscoveryTest, PassesOverLongerNamesThatEndInLoadTo) {
  EXPECT_THAT(discover_targets("preloadToUsers(this); $loadToUsers(this); loadTo"), IsEmpty());
}

TEST(DiscoveryTest, KeepsEverySpellingAsAFunction) {
  EXPECT_THAT(discover_target_functions(
                  "loadToUsers({}); loadToUSERS({}); loadToUsers({}); loadTo('X', {})"),
              ElementsAre("Users", "USERS"));
}

TEST(DiscoveryTest, FindsBehaviorFunctionsWithTheirWholeText) {
  const auto found = discover(
      "loadToUsers(this);\n"
      "function deleteDocumentsOfUsersBehavior(id, deleted) { if ('}' == id) { return "
      "/}/.test(id); } return deleted; }\n"
      "function deleteDocumentsBehavior(id) { return `}${id}`; } "
      "function loadCountersOfUsersBehavior(id, name) { return true; } "
      "function loadTimeSeriesOfUsersBehavior(a, b, c) { return true; }");

  ASSERT_EQ(found.behaviors.size(), 4u);
  EXPECT_EQ(found.behaviors[0].kind, Kind::kDelete);
  EXPECT_EQ(found.behaviors[0].name, "deleteDocumentsOfUsersBehavior");
  EXPECT_EQ(found.behaviors[0].collection, "Users");
  EXPECT_TRUE(found.behaviors[0].text.ends_with("return deleted; }")) << found.behaviors[0].text;
  EXPECT_EQ(found.behaviors[1].collection, "");
  EXPECT_EQ(found.behaviors[1].text, "function deleteDocumentsBehavior(id) { return `}${id}`; }");
  EXPECT_EQ(found.behaviors[2].kind, Kind::kCounters);
  EXPECT_EQ(found.behaviors[3].kind, Kind::kTimeSeries);
  EXPECT_EQ(found.behaviors[3].parameters, 3);
}

TEST(DiscoveryTest, KeepsRepeatedDefinitionsForTheValidation) {
  const auto found =
      discover("function deleteDocumentsBehavior(a){} function deleteDocumentsBehavior(a){}");

  EXPECT_EQ(found.behaviors.size(), 2u);
}

TEST(DiscoveryTest, AsksForAtLeastOneParameterOfCounterBehaviors) {
  EXPECT_THAT(discover("function loadCountersOfUsersBehavior(){}").behaviors, IsEmpty());
}

TEST(DiscoveryTest, EndsAnUnclosedBehaviorWithTheText) {
  const auto found = discover("function deleteDocumentsBehavior(a) { return 'x");

  ASSERT_EQ(found.behaviors.size(), 1u);
  EXPECT_EQ(found.behaviors[0].text, "function deleteDocumentsBehavior(a) { return 'x");
}

TEST(DiscoveryTest, FindsCallsOfOld) {
  EXPECT_THAT(
      discover("this.Name = 'a'; replicateToUsers(this); replicateToUsers(this);").legacy_calls,
      ElementsAre("replicateToUsers"));
}

TEST(DiscoveryTest, SaysWhetherAttachmentsCountersAndTimeSeriesAreNamed) {
  const auto found =
      discover("var d = loadToUsers(this); d.addAttachment('a', loadAttachment('b'));");

  EXPECT_TRUE(found.uses_add_attachment);
  EXPECT_TRUE(found.uses_load_attachment);
  EXPECT_FALSE(found.uses_add_counter);
  EXPECT_FALSE(found.uses_add_time_series);
}

TEST(DiscoveryTest, CallsAScriptOfBlanksAndDeleteBehaviorsEmpty) {
  EXPECT_TRUE(discover(" \n\t").is_empty);
  EXPECT_TRUE(discover("\nfunction deleteDocumentsBehavior(a) { return { b: 1 }; }\n").is_empty);
  EXPECT_FALSE(discover("function loadCountersOfUsersBehavior(a) {}").is_empty);
  EXPECT_FALSE(discover("// nothing").is_empty);
}

}  // namespace
}  // namespace penstock::script
