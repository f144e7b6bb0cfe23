#include "script/worker_launch.h"

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

#include <spawn.h>

#include "script/worker_process.h"

namespace penstock::script {
namespace {

/// What may be inherited: no setting of ours may reach code that users wrote.
constexpr const char* kInheritedVariables[] = {"ASAN_OPTIONS", "UBSAN_OPTIONS", "LD_LIBRARY_PATH",
                                               "LLVM_PROFILE_FILE", "GCOV_PREFIX"};

std::vector<std::string> worker_environment() {
  // The engine reads its settings as it is loaded. By itself it interrupts a run by signals that
  // stop its thread anywhere; it lets garbage grow in proportion to the machine's memory, as if a
  // machine ran one of it; and it collects beside the script, on threads that take from the other
  // workers what they give this one. Told of 256 MB and of one thread, two workers are a fifth
  // faster than told of 256 MB alone. A heap that is collected from 16 MB on, not from 1, which is
  // less than the text of a slice and what comes of it, takes another tenth off a document. Each
  // collection looks at all of it: what a document leaves is garbage, and collections that spare
  // what is older let that pile up for seconds, 20 MB a worker.
  std::vector<std::string> environment{"TZ=UTC",
                                       "LANG=C.UTF-8",
                                       "JSC_usePollingTraps=1",
                                       "JSC_forceRAMSize=268435456",
                                       "JSC_smallHeapSize=16777216",
                                       "JSC_useGenerationalGC=0",
                                       "JSC_useConcurrentGC=0",
                                       "JSC_numberOfGCMarkers=1"};
  for (const char* name : kInheritedVariables) {
    const char* value = std::getenv(name);
    if (value != nullptr) environment.push_back(std::string(name) + "=" + value);
  }
  return environment;
}

/// The array of pointers that exec() wants; valid as long as `texts`.
std::vector<char*> pointers_to(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  pointers.reserve(texts.size() + 1);
  for (auto& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

/// What posix_spawn() is told, freed at the end.
struct SpawnPlan {
  posix_spawn_file_actions_t files;
  posix_spawnattr_t attributes;

  SpawnPlan(int socket, int page) {
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_adddup2(&files, socket, kWorkerSocket);
    posix_spawn_file_actions_adddup2(&files, page, kWorkerPage);
    posix_spawn_file_actions_addclosefrom_np(&files, kWorkerPage + 1);
    posix_spawnattr_init(&attributes);
    sigset_t none;
    sigemptyset(&none);
    sigset_t all;
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes, &none);
    posix_spawnattr_setsigdefault(&attributes, &all);
    posix_spawnattr_setpgroup(&attributes, 0);  // A Ctrl-C at the terminal is for the parent.
    posix_spawnattr_setflags(
        &attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;
};

}  // namespace

Result<pid_t> launch_worker(const std::vector<std::string>& command, int socket, int page) {
  auto arguments = command;
  auto environment = worker_environment();
  const SpawnPlan plan(socket, page);
  pid_t process = 0;
  const int failure = posix_spawn(&process, command.front().c_str(), &plan.files, &plan.attributes,
                                  pointers_to(arguments).data(), pointers_to(environment).data());
  if (failure != 0) {
    return Error{ErrorCode::kUnavailable, "the script worker '" + command.front() +
                                              "' cannot be started: " + std::strerror(failure)};
  }
  return process;
}

}  // namespace penstock::script
