#include "support/database_program.h"

#include <chrono>
#include <fcntl.h>
#include <filesystem>
#include <netinet/in.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

#include <grp.h>
#include <pwd.h>

namespace penstock::testing {
namespace {

namespace fs = std::filesystem;

constexpr std::chrono::seconds kStartTimeMax{60};
constexpr std::chrono::milliseconds kReadyPollInterval{20};

/// Null if there is no need for another user.
const passwd* other_user(const std::string& name) {
  if (geteuid() != 0) return nullptr;
  const passwd* user = getpwnam(name.c_str());
  return user != nullptr ? user : getpwnam("nobody");
}

std::string make_folder(const passwd* user) {
  std::string folder = fs::temp_directory_path() / "penstock-database-XXXXXX";
  if (mkdtemp(folder.data()) == nullptr) return "";
  if (user != nullptr && chown(folder.c_str(), user->pw_uid, user->pw_gid) != 0) return "";
  return folder;
}

}  // namespace

DatabaseProgram::DatabaseProgram(std::string user)
    : user_(std::move(user)), folder_(make_folder(other_user(user_))) {}

DatabaseProgram::~DatabaseProgram() {
  crash();
  std::error_code code;
  fs::remove_all(folder_, code);
}

bool DatabaseProgram::run(const std::vector<std::string>& command) const {
  int status = 0;
  const pid_t child = start(command, SIGKILL);
  return waitpid(child, &status, 0) == child && WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

bool DatabaseProgram::launch(const std::vector<std::string>& command, int crash_signal,
                             const std::function<bool()>& is_ready) {
  crash_signal_ = crash_signal;
  server_ = start(command, crash_signal);
  const auto deadline = std::chrono::steady_clock::now() + kStartTimeMax;
  while (std::chrono::steady_clock::now() < deadline) {
    if (is_ready()) return true;
    if (waitpid(server_, nullptr, WNOHANG) == server_) {
      server_ = 0;
      return false;
    }
    std::this_thread::sleep_for(kReadyPollInterval);
  }
  return false;
}

void DatabaseProgram::crash() {
  if (server_ == 0) return;
  kill(server_, crash_signal_);
  waitpid(server_, nullptr, 0);
  server_ = 0;
}

pid_t DatabaseProgram::start(const std::vector<std::string>& command, int death_signal) const {
  const passwd* user = other_user(user_);
  const auto log_file = log();
  std::vector<char*> arguments;
  for (const auto& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  const pid_t child = fork();
  if (child != 0) return child;
  if (user != nullptr &&
      (setgroups(0, nullptr) != 0 || setgid(user->pw_gid) != 0 || setuid(user->pw_uid) != 0)) {
    _exit(126);
  }
  prctl(PR_SET_PDEATHSIG, death_signal);
  const int output = open(log_file.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
  dup2(output, STDOUT_FILENO);
  dup2(output, STDERR_FILENO);
  if (chdir("/") != 0) _exit(126);
  execv(arguments[0], arguments.data());
  _exit(127);
}

int free_port() {
  const int descriptor = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t length = sizeof(address);
  if (bind(descriptor, reinterpret_cast<sockaddr*>(&address), length) != 0) return 0;
  getsockname(descriptor, reinterpret_cast<sockaddr*>(&address), &length);
  close(descriptor);
  return ntohs(address.sin_port);
}

}  // namespace penstock::testing
