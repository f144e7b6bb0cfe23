#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "script/messages.h"
#include "script/worker/compiler.h"
#include "script/worker/engine.h"

namespace penstock::script {

/// What the JavaScript of a realm asks of the worker.
struct RealmServices {
  /// What was looked up, and whether its numbers fit into doubles.
  struct Loaded {
    std::optional<std::string> text;
    bool plain = true;
    std::string refusal = {};  ///< To be thrown; empty: none.
  };

  std::function<Loaded(const LoadMessage& what)> load;
  /// Outcomes of documents that are complete, with their number since the slice began.
  std::function<void(const std::string& outcomes, std::uint32_t documents)> emit;
  std::uint32_t* announced;  ///< Where the document in hand is announced.
};

/// The realm of one script. A closed one, whose built-in objects are immutable, serves all
/// documents; an open one, where they can be changed, serves a single document that wants to.
/// Confined to one thread.
class ScriptRealm {
 public:
  enum class Kind { kClosed, kOpen };
  enum class Progress {
    kDone,
    kWantsOpenRealm,  ///< The document at index() changes what is built in.
    kInterrupted,     ///< The document at index() was ended by the watchdog.
  };

  /// `services` must outlive the realm. Errors: kInternal.
  static Result<std::unique_ptr<ScriptRealm>> create(JSContextGroupRef group, Kind kind,
                                                     const CompileMessage& script,
                                                     const RealmServices& services);

  /// What exists in it, in the form that the compiler takes.
  std::string globals();
  /// The script to run. Nothing if the engine takes it.
  std::optional<ScriptFailure> set_body(const RewrittenScript& script);

  /// `slice` must stay until the slice is done.
  void begin(const RunMessage& slice);
  Progress proceed();
  /// The place of the document in hand, from 0.
  std::uint32_t index();
  /// The outcome of the document in hand was found elsewhere; goes to the next.
  void answer(const std::string& outcome);
  /// The document in hand failed; goes to the next.
  void fail(const std::string& message);
  /// Hands what is complete to RealmServices::emit.
  void flush();
  /// The outcomes that were not flushed.
  std::string lines();

 private:
  ScriptRealm(JSContextGroupRef group, const RealmServices& services);
  Result<void> open(Kind kind, const CompileMessage& script);
  JSObjectRef host_object();
  JSObjectRef options_for(Kind kind, const CompileMessage& script);
  Result<JSObjectRef> parts();
  JSValueRef look_up(const LoadMessage& what, JSValueRef* thrown);
  const DocumentRange& range(JSValueRef index);

  Realm realm_;
  const RealmServices& services_;
  const RunMessage* slice_ = nullptr;
  bool loaded_plain_ = true;
  std::vector<std::string> parameters_;  ///< Names that the script gets: those of a patch.
  std::string behavior_gate_;            ///< What stands before the script's own text.
  JSObjectRef options_ = nullptr;
  JSValueRef runner_ = nullptr;
};

}  // namespace penstock::script
