#include "script/worker_process.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <poll.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <fmt/format.h>

#include "script/worker_launch.h"

namespace penstock::script {
namespace {

constexpr std::chrono::seconds kStartTimeMax{20};  // Sanitizers take their time.
constexpr int kSendTimeMaxMs = 5'000;
constexpr int kStartPollMs = 20;
constexpr std::size_t kReceiveBytes = 64 * 1024;
constexpr int kReceivesMax = 64;  // In one call, so that a worker that floods cannot hold us.
constexpr std::size_t kScriptsMax = 64;   // In one worker.
constexpr int kFirstFreeDescriptor = 10;  // Above those that the worker finds open.

Error unavailable(std::string message) { return {ErrorCode::kUnavailable, std::move(message)}; }

Error system_failure(const char* what) {
  return unavailable(
      fmt::format("the script worker cannot be started: {}: {}", what, std::strerror(errno)));
}

/// Closes what it holds, unless released.
class Descriptor {
 public:
  explicit Descriptor(int descriptor) : descriptor_(descriptor) {}
  ~Descriptor() {
    if (descriptor_ >= 0) close(descriptor_);
  }
  Descriptor(Descriptor&& other) noexcept : descriptor_(other.release()) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  Descriptor& operator=(Descriptor&&) = delete;

  int get() const { return descriptor_; }
  int release() { return std::exchange(descriptor_, -1); }

 private:
  int descriptor_;
};

/// Moves a descriptor out of the way of those that the worker will find open.
Descriptor raise_descriptor(int descriptor) {
  const Descriptor low(descriptor);
  return Descriptor(fcntl(descriptor, F_DUPFD_CLOEXEC, kFirstFreeDescriptor));
}

struct Sockets {
  Descriptor ours;
  Descriptor theirs;
};

Result<Sockets> open_sockets() {
  std::array<int, 2> pair{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
    return system_failure("socketpair");
  }
  Sockets sockets{raise_descriptor(pair[0]), raise_descriptor(pair[1])};
  if (sockets.ours.get() < 0 || sockets.theirs.get() < 0) return system_failure("dup");
  if (fcntl(sockets.ours.get(), F_SETFL, O_NONBLOCK) != 0) return system_failure("fcntl");
  return sockets;
}

Result<Descriptor> open_page() {
  auto page = raise_descriptor(memfd_create("penstock-script-worker", MFD_CLOEXEC));
  if (page.get() < 0) return system_failure("memfd_create");
  if (ftruncate(page.get(), kWorkerPageBytes) != 0) return system_failure("ftruncate");
  return page;
}

/// Waits for kReady, which comes first.
Result<void> wait_until_ready(WorkerProcess& worker, Clock& clock, const std::stop_token& stop) {
  const auto deadline = clock.monotonic() + kStartTimeMax;
  while (!stop.stop_requested()) {
    const auto message = worker.receive();
    if (!message) return unavailable("the script worker ended at its start, by " + worker.end());
    if (*message) {
      if ((*message)->type == MessageType::kReady) return {};
      return unavailable("the script worker is of another version");
    }
    if (clock.monotonic() > deadline) return unavailable("the script worker does not get ready");
    pollfd waiting{worker.socket(), POLLIN, 0};
    poll(&waiting, 1, kStartPollMs);
  }
  return Error{ErrorCode::kCancelled, "stopped while a script worker was starting"};
}

std::string describe_status(int status) {
  if (WIFSIGNALED(status)) return fmt::format("signal {}", WTERMSIG(status));
  return fmt::format("exit code {}", WEXITSTATUS(status));
}

}  // namespace

Result<std::unique_ptr<WorkerProcess>> WorkerProcess::start(const std::vector<std::string>& command,
                                                            const ScriptLimits& limits,
                                                            Clock& clock,
                                                            const std::stop_token& stop) {
  auto sockets = TRY(open_sockets());
  const auto page = TRY(open_page());
  void* mapped = mmap(nullptr, kWorkerPageBytes, PROT_READ | PROT_WRITE, MAP_SHARED, page.get(), 0);
  if (mapped == MAP_FAILED) return system_failure("mmap");
  const auto process = launch_worker(command, sockets.theirs.get(), page.get());
  if (!process) {
    munmap(mapped, kWorkerPageBytes);
    return process.error();
  }
  std::unique_ptr<WorkerProcess> worker(
      new WorkerProcess(*process, sockets.ours.release(), mapped));
  {
    const Descriptor closed_here = std::move(sockets.theirs);  // So that its end is seen here.
  }
  TRY(worker->send(encode(ConfigureMessage{limits.document_time, limits.memory_bytes_max})));
  TRY(wait_until_ready(*worker, clock, stop));
  return worker;
}

WorkerProcess::WorkerProcess(pid_t process, int socket, void* page)
    : process_(process), socket_(socket), page_(page) {}

WorkerProcess::~WorkerProcess() {
  end();
  close(socket_);
  munmap(page_, kWorkerPageBytes);
}

std::string WorkerProcess::end() {
  if (process_ == 0) return "an earlier end";
  kill(process_, SIGKILL);
  int status = 0;
  while (waitpid(process_, &status, 0) < 0 && errno == EINTR) {
  }
  process_ = 0;
  return describe_status(status);
}

Result<void> WorkerProcess::send(std::string_view frame) {
  while (!frame.empty()) {
    const auto sent = ::send(socket_, frame.data(), frame.size(), MSG_NOSIGNAL);
    if (sent > 0) {
      frame.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      pollfd waiting{socket_, POLLOUT, 0};
      if (poll(&waiting, 1, kSendTimeMaxMs) == 0)
        return unavailable("the script worker does not read");
    } else if (errno != EINTR) {
      return unavailable("the script worker is gone");
    }
  }
  return {};
}

Result<void> WorkerProcess::read_available() {
  std::array<char, kReceiveBytes> bytes;
  for (int i = 0; i < kReceivesMax; ++i) {
    const auto count = recv(socket_, bytes.data(), bytes.size(), 0);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0 && errno == EAGAIN) break;
    if (count <= 0) return unavailable("the script worker is gone");
    frames_.append({bytes.data(), static_cast<std::size_t>(count)});
  }
  return {};
}

Result<std::optional<Message>> WorkerProcess::receive() {
  if (auto message = TRY(frames_.next())) return message;
  const auto read = read_available();
  // What was said before the end counts.
  if (auto message = TRY(frames_.next())) return message;
  TRY(read);
  return std::nullopt;
}

std::uint32_t WorkerProcess::announced() const {
  return std::atomic_ref<std::uint32_t>(*static_cast<std::uint32_t*>(page_)).load();
}

void WorkerProcess::forget_announced() {
  std::atomic_ref<std::uint32_t>(*static_cast<std::uint32_t*>(page_)).store(0);
}

std::uint64_t WorkerProcess::resident_bytes() const {
  // Without a stream, whose making takes longer than all else: this is asked after every slice.
  const auto path = fmt::format("/proc/{}/statm", process_);
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::array<char, 128> pages{};  // "total resident …"
  if (read(file.get(), pages.data(), pages.size() - 1) <= 0) return 0;
  char* rest = nullptr;
  std::strtoull(pages.data(), &rest, 10);
  return std::strtoull(rest, nullptr, 10) * static_cast<std::uint64_t>(sysconf(_SC_PAGESIZE));
}

Result<void> WorkerProcess::provide(const CompiledScript& script) {
  const auto known = std::find(scripts_.begin(), scripts_.end(), script.number());
  if (known != scripts_.end()) {
    std::rotate(scripts_.begin(), known, known + 1);
    return {};
  }
  if (scripts_.size() == kScriptsMax) {
    TRY(send(encode_forget(scripts_.back())));
    scripts_.pop_back();
  }
  const auto& source = script.source();
  TRY(send(encode(CompileMessage{.script = script.number(),
                                 .collect_output = source.collect_output,
                                 .text = source.text,
                                 .targets = script.target_functions(),
                                 .behaviors = script.behavior_functions(),
                                 .patches = source.patches,
                                 .alias = source.alias,
                                 .variables = source.variables})));
  scripts_.push_front(script.number());
  return {};
}

}  // namespace penstock::script
