// What TLS costs: requests a second over connections that stay open, and connections a second, each
// with a full handshake and one request, against the same without TLS. The requests are answered
// from memory, so that little else is measured; the server's key is of the curve P-256.
//
//   bench_tls PENSTOCK_BINARY
#include <chrono>
#include <fstream>
#include <latch>
#include <string>
#include <thread>
#include <vector>

#include "support/certificates.h"
#include "support/fail.h"
#include "support/interleaved.h"
#include "support/server_process.h"
#include "support/temporary_directory.h"
#include "unit/http/raw_connection.h"

namespace penstock::bench {
namespace {

using testing::RawConnection;

constexpr int kClients = 8;
constexpr int kRequestsPerClient = 10'000;
constexpr int kConnectionsPerClient = 500;
constexpr int kPairs = 7;
constexpr const char* kRequest = "GET /health/live HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";

void ask(RawConnection& connection) {
  connection.send(kRequest);
  if (testing::status_of(connection.read_response()) != 200) fail("the server does not answer");
}

/// How often a second `kClients` clients do what each does `times` times.
template <typename Client>
double rate(const std::string& url, int times) {
  std::latch ready(kClients + 1);
  std::vector<std::jthread> clients;
  for (int i = 0; i < kClients; ++i) {
    clients.emplace_back([&] {
      Client client(url);
      ready.arrive_and_wait();
      for (int n = 0; n < times; ++n) client.act();
    });
  }
  ready.arrive_and_wait();
  const auto start = std::chrono::steady_clock::now();
  clients.clear();
  const std::chrono::duration<double> elapsed = std::chrono::steady_clock::now() - start;
  return kClients * times / elapsed.count();
}

/// Over a connection that stays open.
class Requests {
 public:
  explicit Requests(const std::string& url) : connection_(url) {}
  void act() { ask(connection_); }

 private:
  RawConnection connection_;
};

/// Each with a request; nothing of an earlier one is resumed.
class Connections {
 public:
  explicit Connections(std::string url) : url_(std::move(url)) {}
  void act() {
    RawConnection connection(url_);
    ask(connection);
  }

 private:
  std::string url_;
};

std::vector<std::string> certificate_flags(const std::string& folder) {
  const auto made = testing::make_certificate();
  const auto file = folder + "/server.pem";
  std::ofstream(file) << made.certificate << made.key;
  return {"--certificate", file, "--log-level", "warning"};
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock;         // NOLINT(google-build-using-namespace): this file's own names
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace)
  if (argc < 2) fail("usage: bench_tls PENSTOCK_BINARY");
  const testing::TemporaryDirectory folder;
  const testing::ServerProcess plain(argv[1], folder.path() + "/plain", {"--log-level", "warning"});
  const testing::ServerProcess secured(argv[1], folder.path() + "/secured",
                                       certificate_flags(folder.path()), "https://127.0.0.1:0");
  print("Requests over 8 connections that stay open", "HTTP", "requests/s",
        compare({"HTTP", [&] { return rate<Requests>(plain.url(), kRequestsPerClient); }},
                {{"HTTPS", [&] { return rate<Requests>(secured.url(), kRequestsPerClient); }}},
                kPairs));
  print(
      "Connections with one request each, 8 clients", "HTTP", "connections/s",
      compare({"HTTP", [&] { return rate<Connections>(plain.url(), kConnectionsPerClient); }},
              {{"HTTPS", [&] { return rate<Connections>(secured.url(), kConnectionsPerClient); }}},
              kPairs));
  return 0;
}
