#include "support/server_process.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <fcntl.h>
#include <signal.h>
#include <string_view>
#include <sys/wait.h>
#include <unistd.h>

#include <spawn.h>

extern char** environ;

namespace penstock::testing {
namespace {

[[noreturn]] void fail(const std::string& message) {
  std::fprintf(stderr, "%s\n", message.c_str());
  std::exit(1);
}

}  // namespace

ServerProcess::ServerProcess(const std::string& binary, const std::string& data_dir,
                             const std::vector<std::string>& flags, const std::string& url) {
  std::vector<std::string> arguments = {binary, "serve", "--data-dir", data_dir, "--url", url};
  arguments.insert(arguments.end(), flags.begin(), flags.end());
  std::vector<char*> argv;
  for (auto& argument : arguments) argv.push_back(argument.data());
  argv.push_back(nullptr);

  std::array<int, 2> output{};
  if (pipe2(output.data(), O_CLOEXEC) != 0) fail("no pipe");
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_adddup2(&actions, output[1], STDOUT_FILENO);
  const int failed = posix_spawn(&pid_, binary.c_str(), &actions, nullptr, argv.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  close(output[1]);
  if (failed != 0) fail("cannot start " + binary);
  read_url(output[0]);
  close(output[0]);
}

ServerProcess::~ServerProcess() {
  if (pid_ < 0) return;
  kill(pid_, SIGKILL);
  wait();
}

int ServerProcess::stop() {
  kill(pid_, SIGTERM);
  return wait();
}

void ServerProcess::read_url(int output) {
  static constexpr std::string_view kReady = "listening on ";
  std::string text;
  char byte = 0;
  while (read(output, &byte, 1) == 1) {
    text.push_back(byte);
    if (byte != '\n') continue;
    if (const auto at = text.find(kReady); at != std::string::npos) {
      url_ = text.substr(at + kReady.size(), text.size() - at - kReady.size() - 1);
      return;
    }
  }
  fail("the server ended before it listened");
}

int ServerProcess::wait() {
  int status = 0;
  waitpid(pid_, &status, 0);
  pid_ = -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
}

}  // namespace penstock::testing
