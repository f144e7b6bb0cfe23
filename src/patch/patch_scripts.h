#pragma once

#include <cstddef>
#include <list>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

#include "base/guarded.h"
#include "base/result.h"
#include "script/script_host.h"

namespace penstock::patch {

/// JavaScript that changes a document, which is `this`.
struct PatchScript {
  std::string text;
  std::string arguments = "{}";  ///< A JSON object: `args` in the script.
  std::string alias = {};        ///< Another name for the document, if any.
  /// Members of `args` that are variables as well: "x" is also `$x`.
  std::vector<std::string> variables = {};
  bool keep_output = false;  ///< Of output() and console.log().
};

/// A document that the script wrote with put(), whole, as JSON text.
struct ScriptedPut {
  std::string id;
  std::optional<std::string> change_vector;  ///< What the script expects of what it replaces.
  std::string document;
};

/// A document that the script deleted with del().
struct ScriptedDelete {
  std::string id;
  std::optional<std::string> change_vector;
};

/// What a script wants done, in the order of its calls.
struct PatchEffects {
  std::vector<std::variant<ScriptedPut, ScriptedDelete>> others;
  std::optional<std::string> document;  ///< The patched document, whole; nothing if unchanged.
  std::vector<std::string> output;
};

/// Runs patch scripts in the sandbox. Keeps those that were compiled last. Thread-safe.
class PatchScripts {
 public:
  /// Compiled scripts that are kept.
  static constexpr std::size_t kCompiledMax = 128;

  /// `host` must outlive this object.
  explicit PatchScripts(script::ScriptHost& host) : host_(host) {}

  /// Runs `script` over documents, whole JSON texts with "@metadata"; one answer for each, in
  /// order. kScriptFailed, with line and column, is the answer for a document at which the script
  /// failed. Errors: kScriptFailed if the script does not parse; those of `reader`; kCancelled;
  /// kUnavailable if no worker can be started.
  Result<std::vector<Result<PatchEffects>>> run(const PatchScript& script,
                                                const std::vector<std::string>& documents,
                                                script::DocumentReader& reader,
                                                const std::stop_token& stop);

 private:
  using Compiled = std::shared_ptr<const script::CompiledScript>;
  struct Entry {
    std::string key;
    Compiled script;
  };

  Result<Compiled> compile(const PatchScript& script);

  script::ScriptHost& host_;
  Guarded<std::list<Entry>> compiled_;  ///< The last used is in front.
};

}  // namespace penstock::patch
