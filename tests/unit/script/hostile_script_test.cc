#include <gmock/gmock.h>

#include "hostile_script_fixture.h"

// Scripts that mean harm, or mean well and do it. Each document that falls for one fails alone:
// those before and after it come through, once and in order.
namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::StartsWith;

TEST_F(EndlessScriptTest, EndsAnEndlessLoop) {
  EXPECT_EQ(failure_of("while (true) { }"), "took longer than 300 ms");
  EXPECT_EQ(failure_of("for (;;) { this.S.trim(); }"), "took longer than 300 ms");
}

TEST_F(EndlessScriptTest, EndsALoopThatCatchesEverything) {
  EXPECT_EQ(
      failure_of("while (true) { try { while (true) { } } catch (e) { } finally { continue; } }"),
      "took longer than 300 ms");
  EXPECT_EQ(failure_of("var o = { get message() { while (true) { } } }; throw "
                       "Object.setPrototypeOf(o, Error.prototype);"),
            "took longer than 300 ms");
  EXPECT_EQ(failure_of("loadToA({ toJSON() { while (true) { } } });"), "took longer than 300 ms");
}

TEST_F(HostileScriptTest, EndsAnEndlessRecursion) {
  EXPECT_THAT(failure_of("function f() { return f() + 1; } f();"),
              StartsWith("RangeError: Maximum call stack size exceeded"));
  EXPECT_THAT(
      failure_of("var o = {}; o.toJSON = function () { return JSON.stringify(o); }; loadToA(o);"),
      StartsWith("RangeError"));
}

TEST_F(EndlessScriptTest, EndsARegularExpressionThatBacktracksForEver) {
  EXPECT_EQ(failure_of("/(.*)(.*)(.*)(.*)x/.test('y'.repeat(5000));"),
            "took longer than 300 ms and could not be interrupted");
}

TEST_F(HostileScriptTest, EndsGrowthOfMemory) {
  EXPECT_EQ(failure_of("var a = []; for (var i = 0; ; i++) a.push('some text ' + i);"),
            "used more than 250 MB");
}

TEST_F(EndlessScriptTest, EndsOneNativeCallThatAllocatesWithoutEnd) {
  for (const char* harm :
       {"var s = 'x'.repeat(2 ** 26); this.T = s.replaceAll('x', s.slice(0, 64));",
        "new Array(2 ** 31).fill(1);", "new Uint8Array(2 ** 31).fill(1);",
        "var a = new Array(2 ** 22).fill('some text'); this.T = JSON.stringify(a.map(() => a));"}) {
    EXPECT_THAT(failure_of(harm),
                ::testing::AnyOf(HasSubstr("used more than 250 MB"), HasSubstr("took longer"),
                                 HasSubstr("RangeError"), HasSubstr("made the script worker end")))
        << harm;
  }
}

TEST_F(HostileScriptTest, RefusesHugeOutput) {
  EXPECT_THAT(failure_of("var s = 'x'.repeat(2 ** 20); for (;;) loadToA({ s });"),
              HasSubstr("loads too much"));
}

TEST_F(EndlessScriptTest, FailsEveryDocumentOfASliceByItself) {
  const auto outcomes =
      run("if (this.N % 2) /(.*)(.*)(.*)(.*)x/.test('y'.repeat(5000)); loadToA({ N: this.N });",
          {R"({"N":0})", R"({"N":1})", R"({"N":2})", R"({"N":3})", R"({"N":4})"});

  for (int i = 0; i < 5; ++i) {
    EXPECT_EQ(outcomes[i].failure,
              i % 2 ? "took longer than 300 ms and could not be interrupted" : "");
    EXPECT_EQ(outcomes[i].objects.size(), i % 2 ? 0u : 1u);
  }
}

TEST_F(HostileScriptTest, HasNoWayOut) {
  const auto outcome = run_one(
      "output(typeof process); output(typeof require); output(typeof fetch); output(typeof "
      "XMLHttpRequest);"
      "output(typeof WebAssembly); output(typeof SharedArrayBuffer); output(typeof Atomics); "
      "output(typeof Promise);"
      "output(typeof setTimeout); output(typeof readFile); output(typeof "
      "load.constructor.constructor);",
      "{}");

  EXPECT_THAT(outcome.output, ElementsAre("undefined", "undefined", "undefined", "undefined",
                                          "undefined", "undefined", "undefined", "undefined",
                                          "undefined", "undefined", "function"));
}

TEST_F(HostileScriptTest, MakesNoCodeFromText) {
  for (const char* harm : {"eval('1')", "(0, eval)('1')", "new Function('return 1')()",
                           "(function () {}).constructor('return this')()",
                           "(function* () {}).constructor('yield 1')()"}) {
    EXPECT_THAT(failure_of(std::string(harm) + ";"),
                HasSubstr("code made from text is not available"))
        << harm;
  }
}

TEST_F(HostileScriptTest, LeavesNoTraceOfChangedBuiltIns) {
  expect_no_trace("Object.prototype.x = 1", "({}).x");
  expect_no_trace("Array.prototype.push = function () { return 'mine' }", "[].push(1)");
  expect_no_trace("JSON.stringify = function () { return '{}' }", "JSON.stringify([1])");
  expect_no_trace("JSON.parse = null", "typeof JSON.parse");
  expect_no_trace(
      "String.prototype.shout = function () { return this.toUpperCase() }; output('a'.shout())",
      "''.shout === undefined");
  expect_no_trace("Object.defineProperty(Array.prototype, 'map', { value: 1 })", "typeof [].map");
  expect_no_trace("delete Math.max", "typeof Math.max");
  expect_no_trace("Object.setPrototypeOf(Array.prototype, { y: 1 })", "[].y");
  expect_no_trace("Object.assign(Math, { y: 1 })", "Math.y");
  expect_no_trace("Object.getPrototypeOf([][Symbol.iterator]()).next = null", "[...[1]]");
  expect_no_trace("globalThis.leak = 1", "typeof leak");
  expect_no_trace("globalThis.leak = 1", "globalThis.leak");
  expect_no_trace("console.log.x = 1", "console.log.x");
  expect_no_trace("Object.prototype.toJSON = function () { return 1 }", "JSON.stringify({})");
  expect_no_trace("/(a)/.test('a')", "RegExp.$1");
  expect_no_trace("this.constructor.leak = 1", "Object.leak");
  expect_no_trace("Error.prepareStackTrace = () => 'x'; Error.stackTraceLimit = 0",
                  "Error.prepareStackTrace");
}

TEST_F(HostileScriptTest, LeavesNoTraceOnItsOwnFunctions) {
  const auto outcomes =
      run("output(typeof loadToA.kept); try { loadToA.kept = 1 } catch (e) { output('refused') }",
          {"{}", "{}"});

  EXPECT_EQ(outcomes[1].output.front(), "undefined");
}

TEST_F(HostileScriptTest, KeepsToItselfWhatItOverrides) {
  const auto outcome = run_one(
      "var o = { n: 1 }; o.toString = () => 'mine'; o.constructor = 'x'; output('' + o); "
      "loadToA(o);",
      "{}");

  EXPECT_EQ(outcome.failure, "");
  EXPECT_THAT(outcome.output, ElementsAre("mine"));
  EXPECT_THAT(outcome.objects, ElementsAre(R"(A {"n":1,"constructor":"x"})"));
}

TEST_F(HostileScriptTest, SurvivesWhatItIsThrown) {
  EXPECT_THAT(
      failure_of(
          "throw { get message() { throw 1 }, toString() { throw 2 }, toJSON() { throw 3 } };"),
      HasSubstr("cannot be shown"));
  EXPECT_THAT(failure_of("throw null;"), HasSubstr("null"));
  EXPECT_THAT(failure_of("throw Symbol('s');"), HasSubstr("Symbol(s)"));
  EXPECT_THAT(failure_of("throw new Proxy(new Error('x'), { get() { throw 1 } });"),
              HasSubstr("cannot be shown"));
  EXPECT_THAT(failure_of("var e = new Error('x'); e.stack = '@script:7:9'; e.message = { toString: "
                         "() => 5 }; throw e;"),
              HasSubstr("Error"));
}

TEST_F(HostileScriptTest, TellsFailuresOfDocumentsThatChangedBuiltIns) {
  for (const char* harm :
       {"Object.prototype.toJSON = () => 1", "RegExp.prototype.exec = () => [1, {}, {}]",
        "Object.assign = () => 1", "String.prototype.toWellFormed = () => 1",
        "JSON.stringify = () => '}'", "Array.prototype[Symbol.iterator] = null"}) {
    EXPECT_THAT(failure_of(std::string(harm) + "; throw new Error('boom');"), StartsWith("Error: "))
        << harm;
  }
}

TEST_F(HostileScriptTest, CarriesUnpairedSurrogatesAndControlCharacters) {
  const auto outcome = run_one("loadToA({ s: this.S + '\\ud800', n: '\\n\\u0000' }); throw this.S;",
                               R"({"S":"\udfff\n"})");
  EXPECT_THAT(outcome.failure, StartsWith("the script threw"));

  EXPECT_THAT(run_one("loadToA({ s: this.S + '\\ud800', n: '\\n\\u0000' });", R"({"S":"\udfff\n"})")
                  .objects,
              ElementsAre(R"(A {"s":"\udfff\n\ud800","n":"\n\u0000"})"));
}

TEST_F(HostileScriptTest, FailsOnlyTheDocumentThatDoesNotParse) {
  const auto outcomes = run("loadToA({ N: this.N });",
                            {R"({"N":1})", "{\"N\":", R"({"N":3})", "1],[2", R"({"N":5})"});

  EXPECT_THAT(outcomes[0].objects, ElementsAre(R"(A {"N":1})"));
  EXPECT_THAT(outcomes[1].failure, HasSubstr("JSON"));
  EXPECT_THAT(outcomes[2].objects, ElementsAre(R"(A {"N":3})"));
  EXPECT_THAT(outcomes[3].failure, HasSubstr("JSON"));
  EXPECT_THAT(outcomes[4].objects, ElementsAre(R"(A {"N":5})"));
}

TEST_F(HostileScriptTest, TakesDeeplyNestedDocuments) {
  std::string deep(20'000, '[');
  deep += std::string(20'000, ']');

  const auto outcomes = run("loadToA({ N: this.N, D: this.D ? 1 : 0 });",
                            {R"({"N":1})", "{\"D\":" + deep + "}", R"({"N":3})"});

  EXPECT_THAT(outcomes[0].objects, ElementsAre(R"(A {"N":1,"D":0})"));
  EXPECT_THAT(outcomes[2].objects, ElementsAre(R"(A {"N":3,"D":0})"));
}

}  // namespace
}  // namespace penstock::script
