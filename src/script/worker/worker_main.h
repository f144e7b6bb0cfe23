#pragma once

namespace penstock::script {

/// The whole life of a script worker: `penstock script-worker`, started by a ScriptHost and of
/// no use to people. Returns only if it cannot begin.
int script_worker_main(int argc, char** argv);

}  // namespace penstock::script
