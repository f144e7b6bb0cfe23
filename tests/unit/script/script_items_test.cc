// What a script does with attachments, counters and time series, and its behaviour functions.
#include <gmock/gmock.h>

#include "script/behavior_question.h"
#include "script_fixture.h"

namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

constexpr const char* kUser = R"({"N":1,"@metadata":{"@id":"users/1","@collection":"Users",
    "@attachments":[{"Name":"Photo","Hash":"h=","ContentType":"image/png","Size":5}],
    "@counters":["down","up"],"@timeseries":["Heartrate"]}})";

class ScriptItemsTest : public ScriptTest {
 protected:
  Outcome run_on_user(const std::string& script) { return run_one(script, kUser); }
};

TEST_F(ScriptItemsTest, TellsWhatHangsOnTheDocument) {
  const auto outcome = run_on_user(R"(
    const [photo] = getAttachments();
    loadToUsers({ photo, counters: getCounters(), series: getTimeSeries(),
                  has: [hasAttachment('PHOTO'), hasAttachment('x'), hasCounter('UP'), hasTimeSeries('heartrate')],
                  nothing: [loadAttachment('x'), loadCounter('x'), loadTimeSeries('x')] });)");

  EXPECT_THAT(
      outcome.objects,
      ElementsAre(
          R"(Users {"photo":{"Name":"Photo","Hash":"h=","ContentType":"image/png","Size":5},)"
          R"("counters":["down","up"],"series":["Heartrate"],"has":[true,false,true,true],)"
          R"("nothing":[null,null,null]})"));
}

TEST_F(ScriptItemsTest, HasEmptyListsWithoutAnything) {
  EXPECT_THAT(
      run_one("loadToUsers({ a: getAttachments(), c: getCounters(), t: getTimeSeries() });", "{}")
          .objects,
      ElementsAre(R"(Users {"a":[],"c":[],"t":[]})"));
}

TEST_F(ScriptItemsTest, AddsThemToTheObjectTheyWereAddedTo) {
  const auto outcome = run_on_user(R"(
    var a = loadToUsers({});
    var b = loadToPeople({});
    b.addAttachment(loadAttachment('photo'));
    a.addAttachment('picture', loadAttachment('photo')).addCounter(loadCounter('Up'));
    b.addTimeSeries(loadTimeSeries('heartrate'));)");

  EXPECT_THAT(outcome.items, ElementsAre("1 attachment Photo Photo", "0 attachment Photo picture",
                                         "0 counter up", "1 series Heartrate [, ]"));
  EXPECT_THAT(outcome.objects, ElementsAre("Users {}", "People {}"));
}

TEST_F(ScriptItemsTest, AddsNothingOfNothing) {
  const auto outcome = run_on_user(R"(
    loadToUsers({}).addAttachment('x', loadAttachment('x')).addCounter(loadCounter('x')).addTimeSeries(null);)");
  EXPECT_THAT(outcome.items, IsEmpty());
  EXPECT_EQ(outcome.failure, "");
}

TEST_F(ScriptItemsTest, RefusesToAddWhatIsNone) {
  for (const char* call :
       {"addAttachment('Photo')", "addAttachment(loadCounter('up'))",
        "addAttachment(1, loadAttachment('Photo'))", "addCounter('$counter/x')", "addCounter({})",
        "addTimeSeries('Heartrate')", "addTimeSeries('$timeSeries/[1]')", "addCounter()"}) {
    const auto outcome = run_on_user(std::string("loadToUsers({}).") + call + ";");
    EXPECT_THAT(outcome.failure, HasSubstr("TypeError")) << call;
    EXPECT_THAT(outcome.objects, IsEmpty()) << call;
  }
}

TEST_F(ScriptItemsTest, CutsASeriesToARangeThatHasEntries) {
  stored_.texts["2 users/1 Heartrate 2020-04-10T00:00:00.000Z "] = "true";
  stored_.texts["2 users/1 Heartrate nonsense "] = "refused";

  const auto outcome = run_on_user(R"(
    var u = loadToUsers({ none: loadTimeSeries('Heartrate', new Date(2019, 3, 10)) === null });
    u.addTimeSeries(loadTimeSeries('heartrate', new Date(2020, 3, 10)));)");

  EXPECT_THAT(outcome.objects, ElementsAre(R"(Users {"none":true})"));
  EXPECT_THAT(outcome.items, ElementsAre("0 series Heartrate [2020-04-10T00:00:00.000Z, ]"));
  EXPECT_THAT(run_on_user("loadTimeSeries('Heartrate', 'nonsense')").failure,
              HasSubstr("no such date"));
  EXPECT_THAT(run_on_user("loadTimeSeries('Heartrate', 7)").failure, HasSubstr("takes dates"));
}

TEST_F(ScriptItemsTest, LooksUpCompareExchangeValuesAndCounters) {
  stored_.texts["0 rate"] = R"({"Object":{"Value":1.5}})";
  stored_.texts["1 users/1 up"] = "9007199254740993";
  stored_.texts["1 users/2 up"] = "4";

  EXPECT_THAT(
      run_on_user("loadToA({ r: cmpxchg('rate').Value, m: cmpxchg('x'), c: counter(this, 'up'),"
                  " d: counter('users/2', 'up'), n: counter('users/3', 'up') });")
          .objects,
      ElementsAre(R"(A {"r":1.5,"m":null,"c":9007199254740993,"d":4,"n":null})"));
}

TEST_F(ScriptItemsTest, AsksABehaviorFunctionAlone) {
  const std::string script = R"(
    var statements = 'ran'; throw new Error('the script itself must not run');
    function helper(name) { return name !== 'secret' && statements === undefined; }
    function deleteDocumentsOfUsersBehavior(id, deleted) { return deleted && id === 'users/1'; }
    function deleteDocumentsBehavior(id, collection, deleted) { return collection === 'People'; }
    function loadCountersOfUsersBehavior(id, name) { return helper(name); }
    function loadTimeSeriesOfUsersBehavior(id, name) { return { from: new Date(2020, 0, 1), To: null }; })";
  const auto outcomes = run(
      script, {ask_delete("users/1", "users", true), ask_delete("users/1", "Users", false),
               ask_delete("people/1", "People", false), ask_delete("orders/1", "Orders", true),
               ask_counter("users/1", "Users", "likes"), ask_counter("users/1", "Users", "secret"),
               ask_counter("orders/1", "Orders", "likes"),
               ask_time_series("users/1", "Users", "Heartrate")});

  for (const auto& outcome : outcomes) EXPECT_EQ(outcome.failure, "");
  EXPECT_FALSE(outcomes[0].keeps_earlier);
  EXPECT_TRUE(outcomes[1].keeps_earlier);
  EXPECT_FALSE(outcomes[2].keeps_earlier);
  EXPECT_TRUE(outcomes[3].keeps_earlier);
  EXPECT_THAT(outcomes[4].items, ElementsAre("- counter likes"));
  EXPECT_THAT(outcomes[5].items, IsEmpty());
  EXPECT_THAT(outcomes[6].items, IsEmpty());
  EXPECT_THAT(outcomes[7].items, ElementsAre("- series Heartrate [2020-01-01T00:00:00.000Z, ]"));
}

TEST_F(ScriptItemsTest, AsksTheFunctionsAfterTheScript) {
  const std::string functions = R"(
    function deleteDocumentsBehavior(id, collection, deleted) { return deleted; }
    function loadCountersOfUsersBehavior(id, name) { return name === 'up'; }
    function loadTimeSeriesOfUsersBehavior(id, name) { return true; })";

  const auto own = run_on_user("loadToUsers(this);" + functions);
  EXPECT_TRUE(own.keeps_earlier);
  EXPECT_THAT(own.items, ElementsAre("- counter up", "- series Heartrate [, ]"));

  const auto other = run_on_user("loadToPeople(this); if (false) loadToUsers();" + functions);
  EXPECT_TRUE(other.keeps_earlier);
  EXPECT_THAT(other.items, IsEmpty());
}

TEST_F(ScriptItemsTest, LetsNothingLeakFromOneQuestionToTheNext) {
  const auto outcomes = run(R"(
    function memory() {}
    function deleteDocumentsBehavior() { return (memory.count = (memory.count || 0) + 1) === 1; })",
                            {ask_delete("a", "A", true), ask_delete("b", "A", true)});
  EXPECT_FALSE(outcomes[0].keeps_earlier);
  EXPECT_FALSE(outcomes[1].keeps_earlier);
}

TEST_F(ScriptItemsTest, AFunctionThatThrowsOrLoadsFailsTheDocument) {
  EXPECT_THAT(run_one("function deleteDocumentsBehavior() { throw new Error('no'); }",
                      ask_delete("a", "A", true))
                  .failure,
              HasSubstr("no"));
  EXPECT_THAT(
      run_one("function deleteDocumentsBehavior() { loadToUsers({}); }", ask_delete("a", "A", true))
          .failure,
      HasSubstr("behavior function"));
}

TEST_F(ScriptItemsTest, ABehaviorThatIsOnlyWrittenOfIsNone) {
  const auto outcome = run_one("// function deleteDocumentsBehavior(a) { return false; }",
                               ask_delete("a", "A", true));
  EXPECT_EQ(outcome.failure, "");
  EXPECT_FALSE(outcome.keeps_earlier);
}

}  // namespace
}  // namespace penstock::script
