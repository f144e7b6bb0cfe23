#include "support/cutting_proxy.h"

#include <array>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

#include <gtest/gtest.h>

#include "support/loopback.h"

namespace penstock::testing {
namespace {

constexpr int kPollMs = 20;
constexpr std::size_t kBytes = std::size_t{64} << 10;

/// What there is to read; nothing at the end of the connection.
std::optional<std::string_view> receive(int socket, std::array<char, kBytes>& buffer) {
  const auto size = recv(socket, buffer.data(), buffer.size(), 0);
  if (size <= 0) return std::nullopt;
  return std::string_view(buffer.data(), static_cast<std::size_t>(size));
}

}  // namespace

CuttingProxy::CuttingProxy(int port, ChangeGreeting change_greeting)
    : server_port_(port), change_greeting_(change_greeting) {
  const auto listener = listen_on_loopback();
  if (listener.socket < 0) {
    ADD_FAILURE() << "no port to listen on";
    std::abort();
  }
  listener_ = listener.socket;
  port_ = listener.port;
  thread_ = std::jthread([this](const std::stop_token& stop) { run(stop); });
}

CuttingProxy::~CuttingProxy() {
  thread_.request_stop();
  thread_.join();
  for (const auto& pair : pairs_) close_pair(pair);
  close(listener_);
}

void CuttingProxy::cut_at(int request, Cut cut) {
  plan_.with([&](Plan& plan) { plan = {request, cut}; });
}

bool CuttingProxy::has_cut() const {
  return plan_.with([](const Plan& plan) { return plan.has_cut; });
}

void CuttingProxy::run(const std::stop_token& stop) {
  while (!stop.stop_requested()) {
    std::vector<pollfd> sockets{{listener_, POLLIN, 0}};
    for (const auto& pair : pairs_) {
      sockets.push_back({pair.client, POLLIN, 0});
      sockets.push_back({pair.server, POLLIN, 0});
    }
    if (poll(sockets.data(), sockets.size(), kPollMs) <= 0) continue;
    auto socket = sockets.begin() + 1;
    for (auto pair = pairs_.begin(); pair != pairs_.end(); socket += 2) {
      const bool is_open = (socket[0].revents == 0 || pass_request(*pair)) &&
                           (socket[1].revents == 0 || pass_answer(*pair));
      if (!is_open) close_pair(*pair);
      pair = is_open ? std::next(pair) : pairs_.erase(pair);
    }
    if (sockets.front().revents != 0) accept_client();
  }
}

void CuttingProxy::accept_client() {
  Pair pair;
  pair.client = testing::accept_client(listener_);
  pair.server = connect_to_loopback(server_port_);
  if (pair.client >= 0 && pair.server >= 0) {
    pairs_.push_back(pair);
  } else {
    close_pair(pair);
  }
}

bool CuttingProxy::pass_request(Pair& pair) {
  std::array<char, kBytes> buffer;
  const auto bytes = receive(pair.client, buffer);
  if (!bytes) return false;
  if (!pair.is_asking) {
    pair.is_asking = true;
    const bool ends_here = plan_.with([&pair](Plan& plan) {
      if (++plan.requests != plan.request) return false;
      pair.ends_at_answer = plan.cut == Cut::kBeforeAnswer;
      plan.has_cut = !pair.ends_at_answer;
      return plan.has_cut;
    });
    if (ends_here) return false;
  }
  return send_all(pair.server, *bytes);
}

bool CuttingProxy::pass_answer(Pair& pair) {
  std::array<char, kBytes> buffer;
  const auto bytes = receive(pair.server, buffer);
  if (!bytes) return false;
  pair.is_asking = false;
  if (pair.ends_at_answer) {
    plan_.with([](Plan& plan) { plan.has_cut = true; });
    return false;
  }
  std::string answer(*bytes);
  const bool is_greeting = !std::exchange(pair.is_greeted, true);
  if (is_greeting && change_greeting_ != nullptr) change_greeting_(answer);
  return send_all(pair.client, answer);
}

void CuttingProxy::close_pair(const Pair& pair) {
  close(pair.client);
  close(pair.server);
}

}  // namespace penstock::testing
