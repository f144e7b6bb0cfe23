#pragma once

#include "patch/patch_scripts.h"
#include "patch/scripted_writes.h"
#include "script/script_host.h"

namespace penstock::patch {

/// What changes documents by scripts: one for a server. Thread-safe.
class Patches {
 public:
  /// `host` must outlive this object.
  explicit Patches(script::ScriptHost& host) : scripts_(host) {}

  PatchScripts& scripts() { return scripts_; }
  ScriptedWrites& writes() { return writes_; }

  /// Ends the writes under way. May be called twice.
  void stop() { writes_.stop(); }

 private:
  PatchScripts scripts_;
  ScriptedWrites writes_;
};

}  // namespace penstock::patch
