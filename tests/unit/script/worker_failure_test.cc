#include <csignal>
#include <filesystem>
#include <fstream>
#include <unistd.h>

#include <fmt/format.h>
#include <gmock/gmock.h>

#include "script_fixture.h"
#include "support/temporary_directory.h"

// Worker processes that die, hang or answer nonsense, as one whose engine a script broke out of
// might: the document in hand fails, and another worker goes on.
namespace penstock::script {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using testing::TemporaryDirectory;

constexpr const char* kScript = "load('anything'); loadToA({ N: this.N });";
const std::vector<std::string> kDocuments{R"({"N":1})", R"({"N":2})", R"({"N":3})"};

// What a worker says in the language of messages.h, written down for the shell's printf.
constexpr const char* kReady = R"(\000\000\000\001\002)";
constexpr const char* kCompiled = R"(\000\000\000\001\004)";

class WorkerFailureTest : public ScriptTest {
 protected:
  void SetUp() override {
    ScriptTest::SetUp();
    options_.limits.document_time = std::chrono::milliseconds{1000};
  }

  /// The first worker says these bytes and then nothing; those that follow are real ones.
  void begin_with_worker_that_says(const std::string& bytes) {
    begin_with("printf '" + bytes + "' >&3");
  }

  void begin_with(const std::string& commands) {
    const auto real = options_.worker_command.front();
    const auto mark = folder_.path() + "/begun";
    options_.worker_command = {
        "/bin/sh", "-c",
        fmt::format("if [ -e {0} ]; then exec {1}; fi; : >{0}; {2}; exec sleep 60", mark, real,
                    commands)};
  }

  /// All arrive: nobody is to blame for a worker that never was one.
  void expect_all_come_through(const std::string& what) {
    const auto outcomes = run(kScript, kDocuments);
    for (std::size_t i = 0; i < outcomes.size(); ++i) {
      EXPECT_EQ(outcomes[i].failure, "") << what;
      EXPECT_THAT(outcomes[i].objects, ElementsAre("A " + kDocuments[i])) << what;
    }
  }

  static SliceSource all_documents() {
    return [given = false]() mutable -> Result<std::vector<ScriptInput>> {
      std::vector<ScriptInput> slice;
      if (std::exchange(given, true)) return slice;
      for (const auto& document : kDocuments) slice.push_back({document, document});
      return slice;
    };
  }

  /// What each document was loaded as, or why it failed.
  std::vector<std::string> run_compiled(const CompiledScript& script, DocumentReader& reader) {
    std::vector<std::string> results;
    const SliceSink keep = [&](const auto&, const SliceOutcome& slice) -> Result<bool> {
      for (const auto& document : slice.documents) {
        results.push_back(document.failure ? document.failure->message
                                           : std::string(document.objects.at(0).json));
      }
      return true;
    };
    EXPECT_OK(host().run(script, all_documents(), keep, reader, {}));
    return results;
  }

  static pid_t worker() {
    for (const auto& entry : std::filesystem::directory_iterator("/proc")) {
      std::ifstream file(entry.path() / "stat");
      pid_t process = 0;
      std::string name;
      std::string state;
      pid_t parent = 0;
      file >> process >> name >> state >> parent;
      if (file && parent == getpid() && name.starts_with("(script_worker")) return process;
    }
    return 0;
  }

  TemporaryDirectory folder_;
};

/// Sends a signal to the worker at so many first calls of load().
class SignallingReader final : public DocumentReader {
 public:
  SignallingReader(int signal, int times, pid_t (*worker)())
      : signal_(signal), times_(times), worker_(worker) {}

  Result<std::optional<std::string>> load(std::string_view) override {
    if (times_ > 0) {
      --times_;
      kill(worker_(), signal_);
    }
    return std::nullopt;
  }

 private:
  int signal_;
  int times_;
  pid_t (*worker_)();
};

struct Nonsense {
  const char* name;
  const char* bytes;  ///< After kReady and kCompiled.
};

class NonsenseTest : public WorkerFailureTest, public ::testing::WithParamInterface<Nonsense> {};

TEST_P(NonsenseTest, InPlaceOfAnOutcomeEndsTheWorker) {
  begin_with_worker_that_says(std::string(kReady) + kCompiled + GetParam().bytes);
  expect_all_come_through(GetParam().name);
}

TEST_P(NonsenseTest, InAnswerToAScriptEndsTheWorker) {
  begin_with_worker_that_says(std::string(kReady) + GetParam().bytes);
  expect_all_come_through(GetParam().name);
}

INSTANTIATE_TEST_SUITE_P(
    All, NonsenseTest,
    ::testing::Values(
        Nonsense{"an unknown type", R"(\000\000\000\001\143)"},
        Nonsense{"being ready again", kReady},
        Nonsense{"a message to workers", R"(\000\000\000\001\007)"},
        Nonsense{"a frame without a type", R"(\000\000\000\000)"},
        Nonsense{"a frame of 4 GB", R"(\377\377\377\377)"},
        Nonsense{"a look-up that is cut short", R"(\000\000\000\004\011\000\000\000)"},
        Nonsense{"a look-up of an unknown kind", R"(\000\000\000\006\011\077\000\000\000\000)"},
        Nonsense{"a look-up of 4 billion names", R"(\000\000\000\006\011\000\377\377\377\377)"},
        Nonsense{"an outcome that is cut short", R"(\000\000\000\002\010\000)"},
        Nonsense{"outcomes of 4 billion documents",
                 R"(\000\000\000\012\010\377\377\377\377\001\000\000\000\000)"},
        Nonsense{"outcomes of fewer documents than it has",
                 R"(\000\000\000\012\010\000\000\000\000\001\000\000\000\000)"}));

TEST_F(WorkerFailureTest, AMalformedOutcomeStopsTheRunAndNoLaterOne) {
  // Of three documents, as text that tells of one.
  begin_with_worker_that_says(std::string(kReady) + kCompiled +
                              R"(\000\000\000\014\010\000\000\000\003\001\000\000\000\002.\012)");
  const auto compiled = testing::must(host().compile({kScript}));
  const SliceSink keep = [](const auto&, const auto&) -> Result<bool> { return true; };

  const auto done = host().run(*compiled, all_documents(), keep, stored_, {});

  ASSERT_FALSE(done);
  EXPECT_EQ(done.error().code, ErrorCode::kCorruption);
  expect_all_come_through("after a malformed outcome");
}

TEST_F(WorkerFailureTest, AFloodOfNonsenseEndsTheWorker) {
  begin_with(fmt::format("printf '{}{}' >&3; yes >&3", kReady, kCompiled));
  expect_all_come_through("a flood");
}

// Otherwise it would be replaced for ever.
TEST_F(WorkerFailureTest, AWorkerThatAnnouncesWhatItDoesNotHaveFailsItsDocument) {
  options_.worker_command = {
      "/bin/sh", "-c",
      fmt::format(
          "printf '{}{}' >&3; printf '\\377\\377\\377\\377' >&4; printf '{}' >&3; exec sleep 60",
          kReady, kCompiled, R"(\000\000\000\001\143)")};
  for (const auto& outcome : run(kScript, kDocuments)) {
    EXPECT_EQ(outcome.failure, "made the script worker say what it should not");
  }
}

TEST_F(WorkerFailureTest, AWorkerThatSaysNothingIsEndedAtTheLimitOfTime) {
  begin_with_worker_that_says(std::string(kReady) + kCompiled);
  expect_all_come_through("silence");
}

TEST_F(WorkerFailureTest, OneThatDiesOnceInTheMiddleOfADocumentFailsNone) {
  const auto compiled = testing::must(host().compile({kScript}));
  SignallingReader reader(SIGKILL, 1, worker);

  EXPECT_THAT(run_compiled(*compiled, reader),
              ElementsAre(kDocuments[0], kDocuments[1], kDocuments[2]));
}

TEST_F(WorkerFailureTest, OneThatDiesAgainInTheMiddleOfADocumentFailsThatDocumentAlone) {
  for (const int signal : {SIGKILL, SIGABRT, SIGTERM}) {
    const auto compiled = testing::must(host().compile({kScript}));
    SignallingReader reader(signal, 2, worker);

    EXPECT_THAT(run_compiled(*compiled, reader),
                ElementsAre(fmt::format("made the script worker end (signal {})", signal),
                            kDocuments[1], kDocuments[2]));
  }
}

TEST_F(WorkerFailureTest, OneThatHangsFailsTheDocumentInHandAlone) {
  const auto compiled = testing::must(host().compile({kScript}));
  SignallingReader reader(SIGSTOP, 1, worker);

  EXPECT_THAT(run_compiled(*compiled, reader),
              ElementsAre(HasSubstr("took longer than 1 s"), kDocuments[1], kDocuments[2]));
}

TEST_F(WorkerFailureTest, OneThatHangsFailsNoScriptThatIsCompiled) {
  testing::must(host().compile({kScript}));
  kill(worker(), SIGSTOP);

  EXPECT_OK(host().compile({kScript}));
}

}  // namespace
}  // namespace penstock::script
