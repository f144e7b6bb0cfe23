#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <sys/types.h>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "script/compiled_script.h"
#include "script/messages.h"
#include "script/script_host.h"

namespace penstock::script {

/// File descriptors that a worker finds open.
inline constexpr int kWorkerSocket = 3;
inline constexpr int kWorkerPage = 4;
inline constexpr std::size_t kWorkerPageBytes = 4096;

/// One worker process, seen from its parent: its socket, the page on which it announces the
/// document it runs, its memory, its end. Confined to one thread at a time.
class WorkerProcess {
 public:
  /// Starts a process and waits until it is ready. Errors: kUnavailable with the reason;
  /// kCancelled.
  static Result<std::unique_ptr<WorkerProcess>> start(const std::vector<std::string>& command,
                                                      const ScriptLimits& limits, Clock& clock,
                                                      const std::stop_token& stop);
  /// Ends the process.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// For poll(): readable when receive() has something to return.
  int socket() const { return socket_; }

  /// Sends a whole frame. Errors: kUnavailable if the worker is gone or does not read.
  Result<void> send(std::string_view frame);

  /// A message that has arrived, without waiting for it. Errors: kUnavailable if the worker is
  /// gone; kCorruption.
  Result<std::optional<Message>> receive();

  /// The document that the worker announced last, counted from 1 in its slice; 0: none yet.
  std::uint32_t announced() const;
  /// To be called before a slice is sent.
  void forget_announced();

  std::uint64_t resident_bytes() const;

  /// Ends the process, and says how it ended: "signal 9".
  std::string end();
  /// Whether end() was called.
  bool has_ended() const { return process_ == 0; }

  /// Sends a question about a script that is not to be run.
  Result<void> ask(const LintMessage& message) { return send(encode(message)); }

  /// Sends `script` unless the worker has it. Bounded: the one that was used longest ago is
  /// forgotten.
  Result<void> provide(const CompiledScript& script);

 private:
  WorkerProcess(pid_t process, int socket, void* page);
  Result<void> read_available();

  pid_t process_;  ///< 0 once it has ended.
  int socket_;
  void* page_;
  FrameReader frames_;
  std::deque<std::uint64_t> scripts_;  ///< That the worker has, the one used last in front.
};

}  // namespace penstock::script
