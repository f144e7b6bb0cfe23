#include "support/program.h"

#include <fcntl.h>
#include <fstream>
#include <iterator>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <gtest/gtest.h>
#include <spawn.h>

#include "support/temporary_directory.h"

extern char** environ;

namespace penstock::testing {
namespace {

std::string content_of(const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

pid_t spawn(std::vector<std::string> arguments, const std::string& output,
            const std::string& errors) {
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT,
                                   0600);
  posix_spawn_file_actions_addopen(&actions, STDERR_FILENO, errors.c_str(), O_WRONLY | O_CREAT,
                                   0600);
  pid_t pid = -1;
  const int failed = posix_spawn(&pid, argv[0], &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  return failed == 0 ? pid : -1;
}

/// Whether the program ended in time.
bool wait_for_end(pid_t pid, std::chrono::milliseconds limit) {
  const auto handle = static_cast<int>(syscall(SYS_pidfd_open, pid, 0));
  pollfd ended{handle, POLLIN, 0};
  const bool in_time = poll(&ended, 1, static_cast<int>(limit.count())) == 1;
  close(handle);
  return in_time;
}

}  // namespace

ProgramResult run_program(const std::vector<std::string>& arguments, std::chrono::seconds limit) {
  const TemporaryDirectory folder;
  const std::string output = folder.path() + "/output";
  const std::string errors = folder.path() + "/errors";
  const pid_t pid = spawn(arguments, output, errors);
  if (pid < 0) {
    ADD_FAILURE() << "cannot start " << arguments.front();
    return {};
  }
  if (!wait_for_end(pid, limit)) {
    ADD_FAILURE() << arguments.front() << " did not end within " << limit.count() << " s";
    kill(pid, SIGKILL);
  }
  int status = 0;
  waitpid(pid, &status, 0);
  const int exit_code = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return {exit_code, content_of(output), content_of(errors)};
}

}  // namespace penstock::testing
