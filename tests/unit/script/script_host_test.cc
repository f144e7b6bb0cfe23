#include "script/script_host.h"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <thread>
#include <unistd.h>

#include <gmock/gmock.h>

#include "script_fixture.h"

namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class ScriptHostTest : public ScriptTest {
 protected:
  /// A source of one slice of one document.
  static SliceSource once(std::string document) {
    return [document, given = false]() mutable -> Result<std::vector<ScriptInput>> {
      if (std::exchange(given, true)) return std::vector<ScriptInput>{};
      return std::vector<ScriptInput>{{"d", document}};
    };
  }

  /// The worker processes of this test.
  static std::vector<pid_t> workers() {
    std::vector<pid_t> found;
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream file(entry.path() / "stat");
      pid_t process = 0;
      std::string name;
      std::string state;
      pid_t parent = 0;
      if (!(file >> process >> name >> state >> parent)) continue;
      if (parent == getpid() && name.starts_with("(script_worker")) found.push_back(process);
    }
    return found;
  }

  std::string first_object(const CompiledScript& script) {
    std::string json;
    const SliceSink sink = [&](const auto&, const SliceOutcome& outcome) -> Result<bool> {
      json = outcome.documents.at(0).objects.at(0).json;
      return true;
    };
    testing::must(host().run(script, once("{}"), sink, stored_, {}));
    return json;
  }
};

constexpr const char* kOrdersScript = R"(var total = 0;
for (var i = 0; i < this.Lines.length; i++) {
    var line = this.Lines[i];
    total += line.PricePerUnit * line.Quantity * (1 - line.Discount);
    loadToOrderLines({ Quantity: line.Quantity, Product: line.Product, Price: line.PricePerUnit });
}
loadToOrders({ Company: this.Company, OrderedAt: this.OrderedAt, ShipToCountry: this.ShipTo.Country, Total: total });)";

constexpr const char* kEmployeesScript = R"(var managerName = null;
if (this.ReportsTo !== null) {
    var manager = load(this.ReportsTo);
    managerName = manager.FirstName + " " + manager.LastName;
}
loadToEmployees({ Name: this.FirstName + " " + this.LastName, Title: this.Title,
                  BornOn: new Date(this.Birthday).getFullYear(), Manager: managerName });)";

TEST_F(ScriptHostTest, LoadsAnOrderAndItsLines) {
  const auto outcome = run_one(
      kOrdersScript, R"({"Company":"companies/85-A","OrderedAt":"1996-07-04T00:00:00.0000000",
      "Lines":[{"Product":"products/11-A","PricePerUnit":14,"Quantity":12,"Discount":0},
               {"Product":"products/42-A","PricePerUnit":9.8,"Quantity":10,"Discount":0.5}],
      "ShipTo":{"City":"Reims","Country":"France"},"@metadata":{"@collection":"Orders","@id":"orders/1-A"}})");

  EXPECT_EQ(outcome.failure, "");
  EXPECT_THAT(
      outcome.objects,
      ElementsAre(
          R"(OrderLines {"Quantity":12,"Product":"products/11-A","Price":14})",
          R"(OrderLines {"Quantity":10,"Product":"products/42-A","Price":9.8})",
          R"(Orders {"Company":"companies/85-A","OrderedAt":"1996-07-04T00:00:00.0000000","ShipToCountry":"France","Total":217})"));
}

TEST_F(ScriptHostTest, LoadsTheManagerOfAnEmployee) {
  stored_.texts["employees/5-A"] = R"({"FirstName":"Steven","LastName":"Buchanan"})";

  const auto outcomes = run(
      kEmployeesScript,
      {R"({"FirstName":"Anne","LastName":"Dodsworth","Title":"Sales Representative","Birthday":"1966-01-27T00:00:00.0000000","ReportsTo":"employees/5-A"})",
       R"({"FirstName":"Andrew","LastName":"Fuller","Title":"Vice President, Sales","Birthday":"1952-02-19T00:00:00.0000000","ReportsTo":null})"});

  EXPECT_THAT(
      outcomes[0].objects,
      ElementsAre(
          R"(Employees {"Name":"Anne Dodsworth","Title":"Sales Representative","BornOn":1966,"Manager":"Steven Buchanan"})"));
  EXPECT_THAT(
      outcomes[1].objects,
      ElementsAre(
          R"(Employees {"Name":"Andrew Fuller","Title":"Vice President, Sales","BornOn":1952,"Manager":null})"));
}

TEST_F(ScriptHostTest, ReturnsAtTopLevelAndCallsDeclaredFunctions) {
  const auto outcomes =
      run("if (this.Age % 2 == 0) return; loadToUsers({ Age: twice(this.Age) }); function twice(x) "
          "{ return x * 2; }",
          {R"({"Age":1})", R"({"Age":2})"});

  EXPECT_THAT(outcomes[0].objects, ElementsAre(R"(Users {"Age":2})"));
  EXPECT_THAT(outcomes[1].objects, IsEmpty());
}

TEST_F(ScriptHostTest, CapturesAnObjectAtTheMomentOfTheCall) {
  const auto outcome = run_one("loadToA(this); delete this.X; loadToB(this).Y = 2;", R"({"X":1})");

  EXPECT_THAT(outcome.objects, ElementsAre(R"(A {"X":1})", "B {}"));
}

TEST_F(ScriptHostTest, LoadsByNamesMadeAtRunTime) {
  const auto outcome = run_one("loadTo('dbo.' + this.Table, { N: 1 }); loadTo('Lines', { N: 2 });",
                               R"({"Table":"Orders"})");

  EXPECT_THAT(outcome.objects, ElementsAre(R"(dbo.Orders {"N":1})", R"(Lines {"N":2})"));
}

TEST_F(ScriptHostTest, TakesTargetsInEverySpelling) {
  EXPECT_THAT(run_one("loadToUsers({}); loadToUSERS({});", "{}").objects,
              ElementsAre("Users {}", "USERS {}"));
}

TEST_F(ScriptHostTest, RefusesWhatIsNoObject) {
  for (const char* call :
       {"loadToA()", "loadToA({}, 1)", "loadToA('x')", "loadToA(1)", "loadToA(null)",
        "loadToA([1])", "loadToA(new Date())", "loadToA(function () {})", "loadTo('A')",
        "loadTo(1, {})", "loadTo('A\\nB', {})"}) {
    const auto outcome = run_one(std::string(call) + "; // loadToA", "{}");
    EXPECT_THAT(outcome.failure, HasSubstr("loadTo")) << call;
    EXPECT_THAT(outcome.objects, IsEmpty()) << call;
  }
}

TEST_F(ScriptHostTest, DiscardsEverythingOfADocumentThatThrows) {
  const auto outcomes = run("loadToA({ N: this.N });\nif (this.N === 2) throw new Error('boom');",
                            {R"({"N":1})", R"({"N":2})", R"({"N":3})"});

  EXPECT_THAT(outcomes[0].objects, ElementsAre(R"(A {"N":1})"));
  EXPECT_THAT(outcomes[1].objects, IsEmpty());
  EXPECT_THAT(outcomes[1].failure, HasSubstr("Error: boom (line 2, column"));
  EXPECT_THAT(outcomes[2].objects, ElementsAre(R"(A {"N":3})"));
}

TEST_F(ScriptHostTest, SaysWhereInTheTextOfTheUserADocumentFailed) {
  EXPECT_EQ(run_one("var a = this.X.Y.Z;\n  var b = this.X.Y; nothing();", "{}").failure,
            "ReferenceError: Can't find variable: nothing (line 2, column 28)");
  EXPECT_EQ(run_one("function f() {\n  throw new Error('deep');\n}\nf();", "{}").failure,
            "Error: deep (line 2, column 18)");
  EXPECT_EQ(run_one("\n loadToA(1);", "{}").failure,
            "TypeError: loadToA() takes an object (line 2, column 9)");
  EXPECT_EQ(run_one("this.A.B.c(); this.X.f();", R"({"X":{}})").failure,
            "TypeError: f is not a function (line 1, column 23)");
  EXPECT_EQ(run_one("throw 'a text';", "{}").failure, "the script threw a text");
}

TEST_F(ScriptHostTest, SaysWhereAScriptDoesNotParse) {
  EXPECT_EQ(compile_failure("var a = 1;\nloadToUsers(this;"),
            "Unexpected token (line 2, column 17)");
  EXPECT_THAT(compile_failure("}); loadToA({}); (function () {"), HasSubstr("(line 1, column 1)"));
  EXPECT_THAT(compile_failure("with (this) { }"), HasSubstr("(line 1, column 1)"));
  EXPECT_THAT(compile_failure("async function f() { }"), HasSubstr("not supported"));
  EXPECT_THAT(compile_failure("import('x')"), HasSubstr("not supported"));
}

TEST_F(ScriptHostTest, LoadsNothingForMissingIds) {
  stored_.texts["a"] = R"({"N":1,"@metadata":{"@id":"a"}})";

  const auto outcome = run_one(
      "output(load(null)); output(load(undefined)); output(load('missing')); output(load(['a', "
      "null, 'b']));"
      "var first = load('a'); first.N = 5; output(load('a').N); output(id(load('a')));",
      "{}");

  EXPECT_EQ(outcome.failure, "");
  EXPECT_THAT(outcome.output,
              ElementsAre("null", "null", "null", R"([{"N":1,"@metadata":{"@id":"a"}},null,null])",
                          "1", "a"));
}

TEST_F(ScriptHostTest, OffersHelpers) {
  stored_.texts["c/1"] = R"({"Name":"Alfreds"})";

  const auto outcome = run_one(
      "output(id(this)); output(getMetadata(this)['@collection']); output(lastModified(this)); "
      "output(startsWith(this.N, 'An')); output(endsWith(this.N, 'x')); output(regex(this.N, "
      "'^A.*e$')); "
      "output(loadPath(this, 'Of.Company').Name); output(id(null)); output(startsWith(null, 'a'));",
      R"({"N":"Anne","Of":{"Company":"c/1"},"@metadata":{"@id":"e/1","@collection":"E","@last-modified":"2024-01-01T10:00:00.0000000Z"}})");

  EXPECT_EQ(outcome.failure, "");
  EXPECT_THAT(outcome.output, ElementsAre("e/1", "E", "1704103200000", "True", "False", "True",
                                          "Alfreds", "null", "False"));
}

TEST_F(ScriptHostTest, CollectsOutputAsTheDryRunShowsIt) {
  const auto outcome = run_one(
      "output('x\\ny'); console.log({ a: [1] }); output(true); output(false); output(null); "
      "output(undefined); output(1.5); throw 1;",
      "{}");

  EXPECT_THAT(outcome.output,
              ElementsAre("x\ny", R"({"a":[1]})", "True", "False", "null", "undefined", "1.5"));
}

TEST_F(ScriptHostTest, KeepsNumbersThatADoubleCannotHold) {
  const auto outcomes = run(
      "loadToA({ Id: this.Id, Half: this.Id / 2, Text: 'n' + String(this.Id), All: this.All });",
      {R"({"Id":12345678901234567890,"All":[1e400,0.1234567890123456789,1.50]})",
       R"({"Id":1,"All":[1.50]})"});

  EXPECT_THAT(
      outcomes[0].objects,
      ElementsAre(
          R"(A {"Id":12345678901234567890,"Half":6172839450617284000,"Text":"n12345678901234567890","All":[1e400,0.1234567890123456789,1.5]})"));
  EXPECT_THAT(outcomes[1].objects, ElementsAre(R"(A {"Id":1,"Half":0.5,"Text":"n1","All":[1.5]})"));
}

TEST_F(ScriptHostTest, RunsSlicesSideBySideAndDeliversThemInOrder) {
  options_.workers = 2;
  std::vector<std::string> documents;
  for (int i = 0; i < 2'000; ++i) documents.push_back("{\"N\":" + std::to_string(i) + "}");

  const auto outcomes = run("loadToA({ N: this.N });", documents, 64);

  for (int i = 0; i < 2'000; ++i)
    ASSERT_THAT(outcomes[i].objects, ElementsAre("A {\"N\":" + std::to_string(i) + "}"));
}

TEST_F(ScriptHostTest, CarriesEveryCharacterAtEveryPlace) {
  std::vector<std::string> documents;
  for (std::size_t before = 0; before < 70; ++before) {
    documents.push_back("{\"S\":\"" + std::string(before, 'x') + "é€😀" + std::string(40, 'y') +
                        "\"}");
  }

  const auto outcomes = run("loadToA(this);", documents);

  for (std::size_t i = 0; i < documents.size(); ++i) {
    EXPECT_THAT(outcomes[i].objects, ElementsAre("A " + documents[i]));
  }
}

// As the system does when memory runs out: no document is to blame.
TEST_F(ScriptHostTest, GoesOnWhenAWorkerWasKilledBetweenTwoRuns) {
  const auto compiled = testing::must(host().compile({"loadToA({ N: 1 });"}));
  EXPECT_EQ(first_object(*compiled), R"({"N":1})");

  ASSERT_EQ(workers().size(), 1u);
  kill(workers().front(), SIGKILL);

  EXPECT_EQ(first_object(*compiled), R"({"N":1})");
  ASSERT_EQ(workers().size(), 1u);
  kill(workers().front(), SIGKILL);
  EXPECT_OK(host().compile({"loadToB({});"}));
}

TEST_F(ScriptHostTest, RunsScriptsInASandboxWithoutOurDescriptorsAndSettings) {
  const auto compiled = testing::must(host().compile({"loadToA({ N: 1 });"}));
  ASSERT_EQ(workers().size(), 1u);
  const std::string process = "/proc/" + std::to_string(workers().front());

  std::stringstream status;
  status << std::ifstream(process + "/status").rdbuf();
  EXPECT_THAT(status.str(), HasSubstr("Seccomp:\t2\n"));
  EXPECT_THAT(status.str(), HasSubstr("NoNewPrivs:\t1\n"));
  for (const auto& descriptor : std::filesystem::directory_iterator(process + "/fd")) {
    const auto target = std::filesystem::read_symlink(descriptor).string();
    const bool is_standard = std::stoi(descriptor.path().filename()) <= STDERR_FILENO;
    EXPECT_TRUE(is_standard || target.starts_with("socket:") || target.starts_with("anon_inode:") ||
                target.ends_with("/statm") || target == "/dev/urandom")
        << target;
  }
  std::stringstream environment;
  environment << std::ifstream(process + "/environ").rdbuf();
  EXPECT_THAT(environment.str(), ::testing::Not(HasSubstr("HOME=")));
}

TEST_F(ScriptHostTest, ServesSeveralThreadsAtOnce) {
  options_.workers = 2;
  const auto compiled = testing::must(host().compile({"loadToA({ N: this.N, L: load('x').V });"}));
  stored_.texts["x"] = R"({"V":7})";
  const auto run_many = [&](int& delivered) {
    StoredDocuments stored = stored_;
    int next = 0;
    const SliceSource source = [&]() -> Result<std::vector<ScriptInput>> {
      std::vector<ScriptInput> slice;
      for (int i = 0; i < 10 && next < 500; ++i)
        slice.push_back({"d", "{\"N\":" + std::to_string(next++) + "}"});
      return slice;
    };
    const SliceSink sink = [&](const auto&, const SliceOutcome& outcome) -> Result<bool> {
      for (const auto& document : outcome.documents) {
        const auto expected = "{\"N\":" + std::to_string(delivered) + ",\"L\":7}";
        if (document.objects.size() == 1 && document.objects[0].json == expected) ++delivered;
      }
      return true;
    };
    EXPECT_OK(host().run(*compiled, source, sink, stored, {}));
  };
  std::vector<int> delivered(4);
  {
    std::vector<std::jthread> threads;
    for (int& count : delivered) threads.emplace_back([&run_many, &count] { run_many(count); });
  }

  EXPECT_THAT(delivered, ::testing::Each(500));
}

TEST_F(ScriptHostTest, KeepsMoreScriptsThanAWorkerDoes) {
  std::vector<std::shared_ptr<const CompiledScript>> scripts;
  for (int i = 0; i < 70; ++i)
    scripts.push_back(
        testing::must(host().compile({"loadToA({ N: " + std::to_string(i) + " });"})));

  for (int i : {0, 69, 1, 0})
    EXPECT_EQ(first_object(*scripts[i]), "{\"N\":" + std::to_string(i) + "}");
}

TEST_F(ScriptHostTest, EndsWithTheErrorOfACallback) {
  const auto compiled = testing::must(host().compile({"loadToA({ L: load('x') });"}));
  const Error broken{ErrorCode::kCorruption, "broken"};
  class BrokenReader final : public DocumentReader {
   public:
    Result<std::optional<std::string>> load(std::string_view) override {
      return corruption("broken reader");
    }
  } reader;
  const SliceSink keep = [](const auto&, const auto&) -> Result<bool> { return true; };

  const auto from_source = host().run(
      *compiled, [&]() -> Result<std::vector<ScriptInput>> { return broken; }, keep, stored_, {});
  const auto from_sink =
      host().run(*compiled, once("{}"),
                 [&](const auto&, const auto&) -> Result<bool> { return broken; }, stored_, {});
  const auto from_reader = host().run(*compiled, once("{}"), keep, reader, {});

  EXPECT_EQ(from_source.error().message, "broken");
  EXPECT_EQ(from_sink.error().message, "broken");
  EXPECT_EQ(from_reader.error().message, "broken reader");
  EXPECT_EQ(first_object(*compiled), R"({"L":null})");
}

TEST_F(ScriptHostTest, StopsWhenTheSinkHasEnough) {
  const auto compiled = testing::must(host().compile({"loadToA({});"}));
  const SliceSource endless = []() -> Result<std::vector<ScriptInput>> {
    return std::vector<ScriptInput>{{"d", "{}"}};
  };
  int delivered = 0;

  EXPECT_OK(host().run(*compiled, endless,
                       [&](const auto&, const auto&) -> Result<bool> { return ++delivered < 3; },
                       stored_, {}));

  EXPECT_EQ(delivered, 3);
}

TEST_F(ScriptHostTest, StopsInTheMiddleOfADocument) {
  const auto compiled = testing::must(host().compile({"load('started'); while (true) { }"}));
  class StoppingReader final : public DocumentReader {
   public:
    Result<std::optional<std::string>> load(std::string_view) override {
      stop.request_stop();
      return std::nullopt;
    }
    std::stop_source stop;
  } reader;
  const SliceSink keep = [](const auto&, const auto&) -> Result<bool> { return true; };

  const auto stopped = host().run(*compiled, once("{}"), keep, reader, reader.stop.get_token());

  ASSERT_FALSE(stopped);
  EXPECT_EQ(stopped.error().code, ErrorCode::kCancelled);
}

TEST_F(ScriptHostTest, SaysWhyAWorkerCannotBeStarted) {
  for (const char* program : {"/nonexistent/penstock", "/bin/false"}) {
    options_.worker_command = {program};
    const auto opened = testing::must(ScriptHost::open(options_, clock_));

    const auto compiled = opened->compile({"loadToA({});"});

    ASSERT_FALSE(compiled);
    EXPECT_EQ(compiled.error().code, ErrorCode::kUnavailable);
    EXPECT_THAT(compiled.error().message, HasSubstr("script worker")) << program;
  }
}

}  // namespace
}  // namespace penstock::script
