#include "support/distant_port.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

#include "support/fail.h"
#include "support/loopback.h"

namespace penstock::bench {
namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kReadBytes = std::size_t{64} << 10;
constexpr std::size_t kPiecesMax = 1024;

}  // namespace

/// One direction of a connection. Its two threads end with either socket.
class DistantPort::Lane {
 public:
  Lane(int from, int to, std::chrono::microseconds one_way)
      : from_(from), to_(to), one_way_(one_way), reading_([this] { read(); }), writing_([this] {
          write();
        }) {}
  ~Lane() {
    shutdown(from_, SHUT_RDWR);
    reading_.join();
    writing_.join();
    close(from_);
  }
  Lane(const Lane&) = delete;
  Lane& operator=(const Lane&) = delete;

 private:
  struct Piece {
    Clock::time_point due;
    std::string bytes;  // Empty: the end.
  };

  void read() {
    std::string buffer(kReadBytes, '\0');
    for (;;) {
      const auto size = recv(from_, buffer.data(), buffer.size(), 0);
      const auto bytes =
          size > 0 ? buffer.substr(0, static_cast<std::size_t>(size)) : std::string();
      std::unique_lock lock(mutex_);
      changed_.wait(lock, [this] { return pieces_.size() < kPiecesMax; });
      pieces_.push_back({Clock::now() + one_way_, bytes});
      changed_.notify_all();
      if (bytes.empty()) return;
    }
  }

  void write() {
    for (;;) {
      Piece piece;
      {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return !pieces_.empty(); });
        piece = std::move(pieces_.front());
        pieces_.pop_front();
        changed_.notify_all();
      }
      std::this_thread::sleep_until(piece.due);
      if (piece.bytes.empty() || !testing::send_all(to_, piece.bytes)) break;
    }
    shutdown(to_, SHUT_WR);
    // Whatever still comes is of no use to anybody, and has to go somewhere.
    shutdown(from_, SHUT_RD);
    std::unique_lock lock(mutex_);
    pieces_.clear();
    changed_.notify_all();
  }

  const int from_;
  const int to_;
  const std::chrono::microseconds one_way_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Piece> pieces_;
  std::thread reading_;
  std::thread writing_;
};

DistantPort::DistantPort(int port, std::chrono::microseconds one_way)
    : server_port_(port), one_way_(one_way) {
  const auto listener = testing::listen_on_loopback();
  if (listener.socket < 0) fail("no port to listen on");
  listener_ = listener.socket;
  port_ = listener.port;
  accepting_ = std::thread([this] { accept_clients(); });
}

DistantPort::~DistantPort() {
  shutdown(listener_, SHUT_RDWR);
  accepting_.join();
  close(listener_);
}

void DistantPort::accept_clients() {
  for (;;) {
    const int client = testing::accept_client(listener_);
    if (client < 0) return;
    const int server = testing::connect_to_loopback(server_port_);
    if (server < 0) {
      close(client);
      continue;
    }
    lanes_.emplace_back(client, server, one_way_);
    lanes_.emplace_back(server, client, one_way_);
  }
}

}  // namespace penstock::bench
