// An attachment of 1 GB, put and got over HTTP, beside a copy of the file that is on disk when it
// ends; and by how much the server's memory grows meanwhile.
//
//   bench_attachment PENSTOCK_BINARY
#include <chrono>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <unistd.h>
#include <vector>

#include <fmt/format.h>

#include "support/bench_server.h"
#include "support/fail.h"
#include "support/http_wire.h"
#include "support/interleaved.h"
#include "support/resident_memory.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

constexpr std::uint64_t kBytes = std::uint64_t{1} << 30;
constexpr std::size_t kPieceBytes = std::size_t{256} << 10;
constexpr double kMegabyte = 1 << 20;
constexpr int kPairs = 3;
constexpr const char* kTarget = "/databases/bench/attachments?id=orders%2F1-A&name=scan.bin";

using SteadyClock = std::chrono::steady_clock;

double megabytes_a_second(SteadyClock::time_point start) {
  const std::chrono::duration<double> elapsed = SteadyClock::now() - start;
  return static_cast<double>(kBytes) / kMegabyte / elapsed.count();
}

/// A file without a buffer of its own.
class File {
 public:
  File(const std::string& path, const char* mode) : file_(std::fopen(path.c_str(), mode)) {
    if (!file_) fail("cannot open " + path);
    std::setvbuf(file_.get(), nullptr, _IONBF, 0);
  }
  /// Empty at the end.
  std::string_view read() {
    buffer_.resize(kPieceBytes);
    return {buffer_.data(), std::fread(buffer_.data(), 1, kPieceBytes, file_.get())};
  }
  void write(std::string_view bytes) {
    if (std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) fail("disk full");
  }
  void flush_to_disk() {
    if (fsync(fileno(file_.get())) != 0) fail("cannot write to the disk");
  }

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
  std::vector<char> buffer_;
};

/// Bytes that do not compress.
void write_noise(const std::string& path) {
  File file(path, "w");
  std::mt19937_64 random(1);
  std::vector<std::uint64_t> piece(kPieceBytes / sizeof(std::uint64_t));
  for (std::uint64_t written = 0; written < kBytes; written += kPieceBytes) {
    for (auto& number : piece) number = random();
    file.write({reinterpret_cast<const char*>(piece.data()), kPieceBytes});
  }
  file.flush_to_disk();
}

double copy(const std::string& from, const std::string& to) {
  const auto start = SteadyClock::now();
  File source(from, "r");
  File target(to, "w");
  for (auto piece = source.read(); !piece.empty(); piece = source.read()) target.write(piece);
  target.flush_to_disk();
  return megabytes_a_second(start);
}

/// The file with `number` in its first bytes, since a content that is there already would not be
/// stored again.
double put(const BenchServer& server, const std::string& from, std::uint64_t number) {
  HttpWire wire(server.url());
  const auto start = SteadyClock::now();
  File source(from, "r");
  wire.send(fmt::format("PUT {} HTTP/1.1\r\n{}Content-Length: {}\r\n\r\n", kTarget,
                        wire.host_line(), kBytes));
  std::string first(source.read());
  std::memcpy(first.data(), &number, sizeof(number));
  wire.send(first);
  for (auto piece = source.read(); !piece.empty(); piece = source.read()) wire.send(piece);
  wire.read_answer();
  return megabytes_a_second(start);
}

double get(const BenchServer& server, const std::string& to) {
  HttpWire wire(server.url());
  const auto start = SteadyClock::now();
  File target(to, "w");
  wire.send(fmt::format("GET {} HTTP/1.1\r\n{}\r\n", kTarget, wire.host_line()));
  const auto bytes = wire.read_answer([&](std::string_view piece) { target.write(piece); });
  if (bytes != kBytes) fail("the attachment has another size");
  target.flush_to_disk();
  return megabytes_a_second(start);
}

void print_memory(std::uint64_t before, std::uint64_t peak) {
  fmt::print(
      "\n| server, resident | after warm-up | peak | growth |\n|---|---|---|---|\n"
      "| 1 GB in and out, {} times | {:.0f} MB | {:.0f} MB | {:.0f} MB |\n",
      kPairs + 1, static_cast<double>(before) / kMegabyte, static_cast<double>(peak) / kMegabyte,
      static_cast<double>(peak - before) / kMegabyte);
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock;         // NOLINT(google-build-using-namespace): this file's own names
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace)
  if (argc < 2) fail("usage: bench_attachment PENSTOCK_BINARY");
  const testing::TemporaryDirectory folder;
  const auto source = folder.path() + "/source";
  const auto target = folder.path() + "/target";
  write_noise(source);
  BenchServer server(argv[1]);
  server.fill(1);

  std::uint64_t number = 0;
  const auto put_next = [&] { return put(server, source, ++number); };
  const auto get_it = [&] { return get(server, target); };
  put_next();
  get_it();
  const auto before = resident_bytes(server.pid());
  const ResidentPeak peak(server.pid());
  print("An attachment of 1 GB", "copy of the file, with fsync", "MB/s",
        compare({"copy", [&] { return copy(source, target); }},
                {{"put", put_next}, {"get, into a file with fsync", get_it}}, kPairs));
  print_memory(before, peak.bytes());
  return 0;
}
