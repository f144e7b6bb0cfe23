// An ETL task between two databases of one server, without a script and with one, beside bulk
// insert of the same documents into a database of the same server: from a local loop, and by the
// official Node client. Orders of 1 KB.
//
//   bench_etl_documents PENSTOCK_BINARY
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "http/url.h"
#include "support/bench_server.h"
#include "support/bulk_insert.h"
#include "support/fail.h"
#include "support/http_wire.h"
#include "support/interleaved.h"
#include "support/orders.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

namespace json = boost::json;

constexpr std::uint64_t kDocuments = 100'000;
constexpr int kPairs = 5;

/// One document for each order, with what a report would want of it.
constexpr const char* kScript = R"(
var total = 0;
for (var i = 0; i < this.Lines.length; i++) {
    var line = this.Lines[i];
    total += line.PricePerUnit * line.Quantity * (1 - line.Discount);
}
loadToOrders({ Company: this.Company, OrderedAt: this.OrderedAt, ShipTo: this.ShipTo,
               Lines: this.Lines, Notes: this.Notes, Total: total });
)";

using SteadyClock = std::chrono::steady_clock;

double rate(double seconds) { return static_cast<double>(kDocuments) / seconds; }

/// An empty database, for as long as this object lives.
class FreshDatabase {
 public:
  explicit FreshDatabase(const BenchServer& server) : server_(server) {
    static int made = 0;
    name_ = fmt::format("copy{}", ++made);
    server_.call("PUT", "/admin/databases?name=" + name_,
                 fmt::format(R"({{"DatabaseName":"{}"}})", name_));
  }
  ~FreshDatabase() {
    server_.call("DELETE", "/admin/databases",
                 fmt::format(R"({{"DatabaseNames":["{}"],"HardDelete":true}})", name_));
  }
  FreshDatabase(const FreshDatabase&) = delete;
  FreshDatabase& operator=(const FreshDatabase&) = delete;

  const std::string& name() const { return name_; }

  void must_have_all() const {
    const auto statistics =
        json::parse(server_.call("GET", fmt::format("/databases/{}/stats", name_)));
    const auto documents = statistics.at("CountOfDocuments").to_number<std::uint64_t>();
    if (documents != kDocuments) fail(fmt::format("{} documents have arrived", documents));
  }

 private:
  const BenchServer& server_;
  std::string name_;
};

/// Waits until the order that was stored last is there too.
void wait_for_last(const BenchServer& server, const std::string& database) {
  HttpWire wire(server.url());
  const auto request = fmt::format(
      "GET /databases/{}/docs?startsWith={}&pageSize=1&metadataOnly=true HTTP/1.1\r\n{}\r\n",
      database, http::percent_encode(order_id(kDocuments)), wire.host_line());
  std::string answer;
  while (answer.find("@last-modified") == std::string::npos) {
    std::this_thread::sleep_for(std::chrono::milliseconds{5});
    answer.clear();
    wire.send(request);
    wire.read_answer([&](std::string_view piece) { answer += piece; });
  }
}

/// From the task's beginning until all is delivered. Documents a second.
double run_task(const BenchServer& server, const std::string& script) {
  const FreshDatabase destination(server);
  server.call("PUT", "/databases/bench/admin/connection-strings",
              json::serialize(json::object{{"Type", "Raven"},
                                           {"Name", destination.name()},
                                           {"Database", destination.name()},
                                           {"TopologyDiscoveryUrls", {server.url()}}}));
  const json::object transform{{"Name", "Orders"}, {"Collections", {"Orders"}}, {"Script", script}};
  const auto start = SteadyClock::now();
  const auto created =
      server.call("PUT", "/databases/bench/admin/etl",
                  json::serialize(json::object{{"Name", destination.name()},
                                               {"EtlType", "Raven"},
                                               {"ConnectionStringName", destination.name()},
                                               {"Transforms", json::array{transform}}}));
  wait_for_last(server, destination.name());
  const std::chrono::duration<double> elapsed = SteadyClock::now() - start;
  destination.must_have_all();
  server.call("DELETE", fmt::format("/databases/bench/admin/tasks?id={}&type=RavenEtl",
                                    json::parse(created).at("TaskId").as_int64()));
  return rate(elapsed.count());
}

double run_loop(const BenchServer& server, const std::vector<std::string>& body) {
  const FreshDatabase destination(server);
  return rate(bulk_insert(server, destination.name(), body));
}

double run_node(const BenchServer& server, const std::string& orders_file) {
  const FreshDatabase destination(server);
  const auto command = fmt::format("node {}/node_bulk_insert.mjs {} {} {}", PENSTOCK_BENCH_FOLDER,
                                   server.url(), destination.name(), orders_file);
  const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
  std::array<char, 64> line{};
  if (!output || std::fgets(line.data(), line.size(), output.get()) == nullptr) {
    fail("the Node client did not insert the documents");
  }
  destination.must_have_all();
  return std::strtod(line.data(), nullptr);
}

void write_orders(const std::string& path) {
  std::ofstream file(path);
  for (std::uint64_t number = 1; number <= kDocuments; ++number) file << order_json(number) << '\n';
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock;         // NOLINT(google-build-using-namespace): this file's own names
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace)
  if (argc < 2) fail("usage: bench_etl_documents PENSTOCK_BINARY");
  const testing::TemporaryDirectory folder;
  const auto orders_file = folder.path() + "/orders.jsonl";
  write_orders(orders_file);
  const auto body = ready_bulk_insert(kDocuments);
  const BenchServer server(argv[1]);
  bulk_insert(server, "bench", body);

  print("ETL between two databases of one server", "bulk insert from a local loop", "documents/s",
        compare({"loop", [&] { return run_loop(server, body); }},
                {{"task without a script", [&] { return run_task(server, ""); }},
                 {"task with a script", [&] { return run_task(server, kScript); }},
                 {"bulk insert by the official Node client",
                  [&] { return run_node(server, orders_file); }}},
                kPairs));
  return 0;
}
