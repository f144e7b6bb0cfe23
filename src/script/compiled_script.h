#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "script/script_host.h"

namespace penstock::script {

/// What a worker is told about a script. Immutable.
class CompiledScript {
 public:
  CompiledScript(std::uint64_t number, ScriptSource source);

  /// Unique within the host.
  std::uint64_t number() const { return number_; }
  const ScriptSource& source() const { return source_; }
  /// Every name after `loadTo` in every spelling.
  const std::vector<std::string>& target_functions() const { return target_functions_; }
  /// The names of its behaviour functions, each once. A patch has none.
  const std::vector<std::string>& behavior_functions() const { return behavior_functions_; }

 private:
  std::uint64_t number_;
  ScriptSource source_;
  std::vector<std::string> target_functions_;
  std::vector<std::string> behavior_functions_;
};

}  // namespace penstock::script
