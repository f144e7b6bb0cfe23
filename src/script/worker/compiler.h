#pragma once

#include <memory>
#include <string>
#include <variant>

#include "base/result.h"
#include "script/messages.h"
#include "script/script_host.h"
#include "script/worker/engine.h"

namespace penstock::script {

/// A script after null propagation was written into it (javascript/rewrite.js).
struct RewrittenScript {
  std::string text;
  std::string edits;  ///< JSON: what was inserted, for the way back to the user's columns.
};

/// Rewrites scripts, in a realm that holds the parser and no script. Confined to one thread.
class Compiler {
 public:
  /// Errors: kInternal.
  static Result<std::unique_ptr<Compiler>> open(JSContextGroupRef group);

  /// `globals` is what exists for the script, as runner.js lists it in JSON.
  std::variant<RewrittenScript, ScriptFailure> rewrite(const std::string& text,
                                                       const std::string& globals);

  /// What linter.js finds in `message`, in JSON; `globals` as above.
  std::string lint(const LintMessage& message, const std::string& globals);

 private:
  explicit Compiler(JSContextGroupRef group) : realm_(group) {}
  ScriptFailure failure_from(JSValueRef thrown);

  Realm realm_;
  JSValueRef rewrite_ = nullptr;
  JSValueRef lint_ = nullptr;
};

}  // namespace penstock::script
