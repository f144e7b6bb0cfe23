#include <gmock/gmock.h>

#include "hostile_script_fixture.h"

// Values that run code, never end or are no values, where they are read: as they are loaded, put
// out or thrown.
namespace penstock::script {
namespace {

using ::testing::AnyOf;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::Not;
using ::testing::SizeIs;
using ::testing::StartsWith;

constexpr std::size_t kMessageBytesMax = 10'000;

class HostileValueTest : public HostileScriptTest {
 protected:
  /// What a document loads that runs this.
  std::vector<std::string> loaded(const std::string& script) {
    const auto outcomes = run(script, {"{}", "{}"});
    EXPECT_EQ(outcomes[0].failure, "") << script;
    EXPECT_EQ(outcomes[1].objects, outcomes[0].objects) << script;
    return outcomes[0].objects;
  }
};

TEST_F(HostileValueTest, RunsGettersOnceWhereTheyAreLoaded) {
  EXPECT_THAT(failure_of("loadToA({ get x() { throw new Error('mine'); } });"),
              StartsWith("Error: mine"));
  EXPECT_THAT(loaded("var n = 0; loadToA({ get x() { return ++n; } });"),
              ElementsAre(R"(A {"x":1})"));
  EXPECT_THAT(loaded("loadToA({ get x() { loadToB({}); return 2; } });"),
              ElementsAre("B {}", R"(A {"x":2})"));
  EXPECT_THAT(loaded("loadToA({ get x() { delete this.y; this.z = 1; return 1; }, y: 2 });"),
              ElementsAre(R"(A {"x":1})"));
}

TEST_F(HostileValueTest, ReadsProxiesAsWhatTheyShow) {
  EXPECT_THAT(loaded("loadToA(new Proxy({ n: 2 }, {}));"), ElementsAre(R"(A {"n":2})"));
  EXPECT_THAT(loaded("loadToA(new Proxy({ n: 2 }, { get: () => 3 }));"),
              ElementsAre(R"(A {"n":3})"));
  EXPECT_THAT(failure_of("loadToA(new Proxy({}, { ownKeys() { throw new Error('mine'); } }));"),
              StartsWith("Error: mine"));
  EXPECT_THAT(failure_of("loadToA(new Proxy({}, { ownKeys: () => ['a', 'a'] }));"),
              StartsWith("TypeError"));
  EXPECT_THAT(failure_of("loadToA(new Proxy([], {}));"), HasSubstr("takes an object"));
  EXPECT_THAT(failure_of("var p = Proxy.revocable({}, {}); p.revoke(); loadToA(p.proxy);"),
              HasSubstr("revoked"));
  EXPECT_THAT(failure_of("output(new Proxy({}, { get() { throw new Error('mine'); } }));"),
              StartsWith("Error: mine"));
}

TEST_F(EndlessScriptTest, EndsValuesThatAreReadForEver) {
  for (const char* harm :
       {"loadToA({ get x() { while (true) { } } });",
        "loadToA(new Proxy({}, { get() { while (true) { } } }));",
        "loadToA(new Proxy({}, { ownKeys() { while (true) { } } }));",
        "output({ toJSON() { while (true) { } } });", "throw { toJSON() { while (true) { } } };",
        "throw class { static toString() { while (true) { } } };",
        "throw new (class extends Error { get name() { while (true) { } } })('x');"}) {
    EXPECT_EQ(failure_of(harm), "took longer than 300 ms") << harm;
  }
}

TEST_F(HostileValueTest, LoadsObjectsOnly) {
  for (const char* harm : {"loadToA({ toJSON: () => 5 });", "loadToA({ toJSON: () => null });",
                           "loadToA({ toJSON: () => '{}' });", "loadToA({ toJSON: () => [] });",
                           "loadToA(Symbol('s'));", "loadToA(5n);", "loadToA(() => ({}));",
                           "loadToA(new String('{}'));"}) {
    EXPECT_THAT(failure_of(harm), HasSubstr("loadToA() takes an object")) << harm;
  }
  EXPECT_THAT(failure_of("var o = {}; o.o = o; loadToA(o);"), HasSubstr("cyclic"));
  EXPECT_THAT(failure_of("loadToA({ n: 5n });"), HasSubstr("BigInt"));
}

TEST_F(HostileValueTest, LeavesOutWhatJsonDoesNotKnow) {
  EXPECT_THAT(loaded("loadToA({ s: Symbol('s'), f() { }, u: undefined, [Symbol('k')]: 1, n: 1 });"),
              ElementsAre(R"(A {"n":1})"));
  EXPECT_THAT(loaded("loadToA({ n: NaN, i: Infinity, d: new Date(NaN) });"),
              ElementsAre(R"(A {"n":null,"i":null,"d":null})"));
}

TEST_F(HostileValueTest, TakesNamesOnlyWhereNamesBelong) {
  for (const char* name : {"Symbol('s')", "''", "'A\\n+B'", "'A\\tB'", "'\"'", "'x'.repeat(1e6)",
                           "5", "null", "{ toString: () => 'A' }", "new String('A')"}) {
    EXPECT_THAT(failure_of(std::string("loadTo(") + name + ", {});"), HasSubstr("this is no name"))
        << name;
  }
}

TEST_F(EndlessScriptTest, EndsHugeTextsAndLists) {
  for (const char* harm :
       {"loadToA({ s: 'x'.repeat(2 ** 29) });", "this.S.repeat(2 ** 31);",
        "load('x'.repeat(2 ** 27));", "var a = []; a.length = 2 ** 32 - 1; loadToA({ a });",
        "load(new Array(1e7).fill('a'));",
        "loadToA({ a: new Proxy([], { get: (t, k) => (k === 'length' ? 2 ** 53 : 0) }) });",
        "var o = {}; for (var i = 0; i < 1e7; i++) o = { o }; loadToA(o);",
        "var o = {}; for (var i = 0; i < 1e8; i++) o['k' + i] = i; loadToA(o);",
        "for (;;) output('x'.repeat(2 ** 20));", "[...'x'.repeat(2 ** 28)].sort();",
        "new ArrayBuffer(2 ** 40);", "'x'.padStart(2 ** 31);"}) {
    EXPECT_THAT(failure_of(harm),
                AnyOf(HasSubstr("took longer"), HasSubstr("used more than 250 MB"),
                      StartsWith("RangeError"), HasSubstr("too much"),
                      HasSubstr("made the script worker end")))
        << harm;
  }
}

TEST_F(HostileValueTest, ShowsWhateverIsThrown) {
  for (const char* thrown : {"undefined", "null", "5n", "-0", "''", "function f() { }", "[]",
                             "new Date(NaN)", "new Map()", "/x/"}) {
    EXPECT_THAT(failure_of(std::string("throw ") + thrown + ";"), StartsWith("the script threw"))
        << thrown;
  }
  EXPECT_THAT(failure_of("var o = {}; o.o = o; throw o;"), HasSubstr("cannot be shown"));
  EXPECT_THAT(failure_of("var p = Proxy.revocable({}, {}); p.revoke(); throw p.proxy;"),
              HasSubstr("cannot be shown"));
}

// The reason is kept with the document, and people read it.
TEST_F(HostileValueTest, CutsReasonsThatNobodyWouldRead) {
  for (const char* thrown : {"'ü'.repeat(2 ** 24)", "new Error('\\ud83d\\ude00'.repeat(2 ** 22))",
                             "({ s: 'x'.repeat(2 ** 22) })", "Symbol('x'.repeat(2 ** 22))"}) {
    const auto failure = failure_of(std::string("throw ") + thrown + ";");
    EXPECT_THAT(failure, SizeIs(::testing::Lt(4 * kMessageBytesMax))) << thrown;
    EXPECT_THAT(failure, HasSubstr("…")) << thrown;
  }
}

// What one document changes is its own affair, and does not reach what is written down of it.
TEST_F(HostileValueTest, WritesDownWhatIsLoadedWithItsOwnMeans) {
  for (const char* change :
       {"Object.prototype.get = () => 1", "Object.prototype.value = 1",
        "Object.prototype[0] = 'mine'",
        "Object.prototype.set = Object.prototype.writable = Object.prototype.enumerable = 1",
        "JSON.stringify = () => '{}\\n+B\\t{}'",
        "String.prototype.toWellFormed = () => '\\n+B\\t{}'",
        "String.prototype.toLowerCase = () => { throw 1 }", "Array.prototype.join = () => 'mine'",
        "Array.isArray = () => true", "RegExp.prototype.test = () => true",
        "String.prototype.slice = () => 'mine'", "Array.prototype.map = null"}) {
    EXPECT_THAT(loaded(std::string(change) + "; loadToA({ n: 5 });"), ElementsAre(R"(A {"n":5})"))
        << change;
  }
}

TEST_F(HostileValueTest, KeepsItsFunctions) {
  for (const char* change :
       {"loadToA = () => 1", "globalThis.loadToA = () => 1", "delete globalThis.loadToA",
        "Object.defineProperty(globalThis, 'loadToA', { value: 1 })", "console.log = null",
        "loadToA.call = () => 1", "Object.setPrototypeOf(loadToA, null)"}) {
    const auto outcomes =
        run(std::string("try { ") + change + "; } catch (e) { } loadToA({});", {"{}", "{}"});
    EXPECT_THAT(outcomes[1].objects, ElementsAre("A {}")) << change;
  }
}

TEST_F(HostileValueTest, ShowsNothingOfWhoCallsIt) {
  for (const char* harm :
       {"(function f() { return f.caller })();", "loadToA.caller;", "loadToA.arguments;",
        "(function () { return arguments.callee.caller })();"}) {
    EXPECT_THAT(failure_of(harm), StartsWith("TypeError")) << harm;
  }
  EXPECT_THAT(run_one("output(new Error().stack);", "{}").output, Each(Not(HasSubstr("/"))));
  EXPECT_THAT(
      run_one("output(typeof globalThis.host + typeof globalThis.page + typeof globalThis.run);",
              "{}")
          .output,
      ElementsAre("undefinedundefinedundefined"));
}

// Each is within its own limit, and all of them together are more than a server has.
TEST_F(HostileValueTest, HoldsOnlyPartOfWhatManyDocumentsLoadAtOnce) {
  options_.limits.memory_bytes_max = std::uint64_t{1} << 30;
  const std::vector<std::string> documents(24, R"({"N":1})");
  std::size_t held_max = 0;
  std::size_t delivered = 0;
  const auto compiled = testing::must(host().compile({"loadToA({ s: 'x'.repeat(2 ** 24) });"}));
  const SliceSource all = [given = false,
                           &documents]() mutable -> Result<std::vector<ScriptInput>> {
    std::vector<ScriptInput> slice;
    if (std::exchange(given, true)) return slice;
    for (const auto& document : documents) slice.push_back({"d", document});
    return slice;
  };
  const SliceSink measure = [&](const auto& inputs, const SliceOutcome& outcome) -> Result<bool> {
    EXPECT_EQ(inputs.size(), outcome.documents.size());
    held_max = std::max(held_max, outcome.text->size());
    for (const auto& document : outcome.documents) {
      EXPECT_THAT(document.objects, SizeIs(1));
      ++delivered;
    }
    return true;
  };

  ASSERT_OK(host().run(*compiled, all, measure, stored_, {}));

  EXPECT_EQ(delivered, documents.size());
  EXPECT_LT(held_max, std::size_t{128} << 20);
}

}  // namespace
}  // namespace penstock::script
