#include <gmock/gmock.h>

#include "script/script_host.h"
#include "script_fixture.h"

namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::IsEmpty;

/// The findings for a script that runs on Users, as "line:column message".
class LinterTest : public ScriptTest {
 protected:
  std::vector<std::string> lint(const std::string& text) {
    std::vector<std::string> found;
    for (const auto& warning : testing::must(host().lint(text, {"Users"}))) {
      found.push_back(std::to_string(warning.position.line) + ":" +
                      std::to_string(warning.position.column) + " " + warning.message);
    }
    return found;
  }
};

TEST_F(LinterTest, SaysNothingOfASoundScript) {
  EXPECT_THAT(lint("const names = [];\n"
                   "for (const { Name: name } of this.Friends) names.push(name);\n"
                   "function short(text) { return text.substring(0, 10); }\n"
                   "if (this.Age === undefined || id(this) == null) return;\n"
                   "loadToUsers({ name: short(this.Name), names, at: new Date() });\n"
                   "function deleteDocumentsOfUsersBehavior(docId) {\n"
                   "  switch (docId) { case 'users/1': return false; default: return true; }\n"
                   "}"),
              IsEmpty());
}

TEST_F(LinterTest, FindsAnAssignmentInPlaceOfACondition) {
  EXPECT_THAT(lint("if (this.a = 1) loadToUsers(this);"),
              ElementsAre("1:5 an assignment is used as a condition; == or === compares"));
}

TEST_F(LinterTest, FindsComparisonsThatNoValueCanPass) {
  EXPECT_THAT(lint("if (this.a == {}) loadToUsers(this);"),
              ElementsAre("1:5 == against a new object: no other value is the same object"));
}

TEST_F(LinterTest, FindsAWayThroughABehaviorThatReturnsNothing) {
  EXPECT_THAT(lint("loadToUsers(this);\n"
                   "function deleteDocumentsBehavior(docId) { if (docId) return false; }"),
              ElementsAre("2:1 deleteDocumentsBehavior has a way to its end that returns nothing"));
}

TEST_F(LinterTest, FindsALoadInACommentAndOneThatIsNeverReached) {
  EXPECT_THAT(lint("// loadToOrders(this);\nreturn;\nloadToUsers(this);"),
              ElementsAre("1:1 loadToOrders stands in a comment, and counts: what was loaded there "
                          "before is deleted",
                          "3:1 loadToUsers is never reached"));
}

TEST_F(LinterTest, FindsABehaviorOfACollectionThatIsNotLoaded) {
  EXPECT_THAT(lint("loadToOrders(this);\n"
                   "function deleteDocumentsOfUsersBehavior(docId) { return true; }"),
              ElementsAre("2:1 deleteDocumentsOfUsersBehavior is never asked: the script does not "
                          "load Users"));
}

TEST_F(LinterTest, FindsNamesThatNothingHas) {
  EXPECT_THAT(lint("loadToUsers({ a: unheardOf });"),
              ElementsAre("1:18 nothing is named unheardOf: it is null"));
}

TEST_F(LinterTest, TextThatDoesNotParseIsItsOnlyFinding) {
  EXPECT_THAT(lint("loadToUsers(this;"),
              ElementsAre("1:17 the script does not parse: Unexpected token"));
}

}  // namespace
}  // namespace penstock::script
