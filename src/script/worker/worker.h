#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>

#include <JavaScriptCore/JavaScript.h>

#include "base/clock.h"
#include "script/messages.h"
#include "script/worker/compiler.h"
#include "script/worker/host_link.h"
#include "script/worker/resident_memory.h"
#include "script/worker/script_realm.h"
#include "script/worker/watchdog.h"

namespace penstock::script {

/// The engine, the scripts it has, and the answers to what the parent asks. Confined to the
/// worker's main thread.
class Worker {
 public:
  /// `announced` is on the page shared with the parent. Everything must outlive the worker.
  /// Errors: kInternal.
  static Result<std::unique_ptr<Worker>> open(HostLink& link, const ScriptLimits& limits,
                                              std::uint32_t& announced);

  /// Answers what is asked, for ever: the process ends with its parent.
  [[noreturn]] void serve();

 private:
  struct LoadedScript {
    CompileMessage message;
    RewrittenScript rewritten;
    std::unique_ptr<ScriptRealm> realm;
  };

  Worker(HostLink& link, const ScriptLimits& limits, std::uint32_t& announced);
  void handle(const Message& message);
  void compile(CompileMessage message);
  void lint(const LintMessage& message);
  Result<std::optional<ScriptFailure>> load_script(CompileMessage message);
  void run(const RunMessage& message);
  void drive(ScriptRealm& realm, const LoadedScript& script, const RunMessage& slice);
  /// The outcome of one document of `slice` in an open realm.
  std::string run_in_open_realm(const LoadedScript& script, const RunMessage& slice,
                                std::uint32_t index);
  std::string reason_of_interruption();
  void emit(const std::string& outcomes, std::uint32_t documents, bool last);
  RealmServices::Loaded load(const LoadMessage& what);

  HostLink& link_;
  ScriptLimits limits_;
  SystemClock clock_;
  ResidentMemory memory_;
  JSContextGroupRef group_;
  Watchdog watchdog_;
  RealmServices services_;
  std::unique_ptr<Compiler> compiler_;
  std::unordered_map<std::uint64_t, LoadedScript> scripts_;  ///< Bounded by the parent.
  std::uint32_t emitted_ = 0;                                ///< Documents of the slice in hand.
  bool is_full_ = false;                                     ///< A document took too much memory.
};

}  // namespace penstock::script
