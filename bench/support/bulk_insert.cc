#include "support/bulk_insert.h"

#include <chrono>

#include <boost/json/parse.hpp>
#include <fmt/format.h>

#include "support/http_wire.h"
#include "support/orders.h"

namespace penstock::bench {
namespace {

constexpr std::size_t kPieceBytes = std::size_t{64} << 10;

std::string chunk(std::string_view bytes) {
  return fmt::format("{:x}\r\n{}\r\n", bytes.size(), bytes);
}

std::int64_t next_operation(const BenchServer& server, const std::string& database) {
  const auto answer =
      server.call("GET", fmt::format("/databases/{}/operations/next-operation-id", database));
  return boost::json::parse(answer).at("Id").as_int64();
}

}  // namespace

std::vector<std::string> ready_bulk_insert(std::uint64_t documents) {
  std::vector<std::string> chunks;
  std::string piece = "[";
  for (std::uint64_t number = 1; number <= documents; ++number) {
    piece += fmt::format(R"({}{{"Id":"{}","Type":"PUT","Document":{}}})", number == 1 ? "" : ",",
                         order_id(number), order_json(number));
    if (piece.size() < kPieceBytes) continue;
    chunks.push_back(chunk(piece));
    piece.clear();
  }
  chunks.push_back(chunk(piece + "]") + "0\r\n\r\n");
  return chunks;
}

double bulk_insert(const BenchServer& server, const std::string& database,
                   const std::vector<std::string>& body) {
  HttpWire wire(server.url());
  const auto header = fmt::format(
      "POST /databases/{}/bulk_insert?id={} HTTP/1.1\r\n{}Content-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n",
      database, next_operation(server, database), wire.host_line());
  const auto start = std::chrono::steady_clock::now();
  wire.send(header);
  for (const auto& piece : body) wire.send(piece);
  wire.read_answer();
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

}  // namespace penstock::bench
