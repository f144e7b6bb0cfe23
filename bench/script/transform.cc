// Transforming documents across the process border, against one thread of Node.
//
//   bench_transform WORKER [ARGUMENT...]      the command of a script worker
#include <array>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <memory>
#include <string>
#include <vector>

#include <fmt/format.h>

#include "base/clock.h"
#include "etl/batch_builder.h"
#include "script/script_host.h"
#include "support/assertions.h"
#include "support/interleaved.h"
#include "support/orders.h"
#include "support/temporary_directory.h"

namespace penstock::bench {
namespace {

using testing::must;

constexpr int kPairs = 7;
constexpr std::uint64_t kDocuments = 200'000;
constexpr std::size_t kSliceDocuments = etl::BatchBuilderLimits{}.slice_documents_max;

class NoDocuments final : public script::DocumentReader {
 public:
  Result<std::optional<std::string>> load(std::string_view) override { return std::nullopt; }
};

using Slice = std::vector<script::ScriptInput>;

/// Slices to be moved into a run: Node, too, has its lines in memory when its clock starts.
std::vector<Slice> sliced(const std::vector<script::ScriptInput>& documents) {
  std::vector<Slice> slices;
  for (const auto& document : documents) {
    if (slices.empty() || slices.back().size() == kSliceDocuments) slices.emplace_back();
    slices.back().push_back(document);
  }
  return slices;
}

/// A host with its workers, warm after the round that does not count, as Node is.
class Transformer {
 public:
  Transformer(std::vector<std::string> worker_command, int workers)
      : host_(must(script::ScriptHost::open(
            {.worker_command = std::move(worker_command), .workers = workers, .limits = {}},
            clock_))),
        script_(must(host_->compile({.text = kOrdersScript}))) {}

  double run(const std::vector<script::ScriptInput>& documents) {
    auto slices = sliced(documents);
    std::size_t next = 0;
    std::size_t objects = 0;
    const script::SliceSource source = [&]() -> Result<Slice> {
      return next < slices.size() ? std::move(slices[next++]) : Slice{};
    };
    const script::SliceSink sink = [&](auto, script::SliceOutcome outcome) -> Result<bool> {
      for (const auto& document : outcome.documents) objects += document.objects.size();
      return true;
    };
    const auto start = clock_.monotonic();
    must(host_->run(*script_, source, sink, reader_, {}));
    const auto seconds = std::chrono::duration<double>(clock_.monotonic() - start).count();
    CHECK(objects == 4 * documents.size());
    return static_cast<double>(documents.size()) / seconds;
  }

 private:
  SystemClock clock_;
  NoDocuments reader_;
  std::unique_ptr<script::ScriptHost> host_;
  std::shared_ptr<const script::CompiledScript> script_;
};

double run_node(const std::string& folder) {
  const auto command = fmt::format("node {}/node_baseline.mjs {}/script.js {}/orders.jsonl",
                                   PENSTOCK_BENCH_FOLDER, folder, folder);
  const std::unique_ptr<FILE, int (*)(FILE*)> output(popen(command.c_str(), "r"), pclose);
  std::array<char, 64> line{};
  CHECK(output && std::fgets(line.data(), line.size(), output.get()) != nullptr);
  return std::strtod(line.data(), nullptr);
}

std::vector<script::ScriptInput> orders(const std::string& folder) {
  std::ofstream(folder + "/script.js") << kOrdersScript;
  std::ofstream file(folder + "/orders.jsonl");
  std::vector<script::ScriptInput> documents;
  for (std::uint64_t number = 1; number <= kDocuments; ++number) {
    documents.push_back({order_id(number), order_json(number)});
    file << documents.back().json << '\n';
  }
  return documents;
}

}  // namespace
}  // namespace penstock::bench

int main(int argc, char** argv) {
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace): this file's own names
  if (argc < 2) {
    std::fputs("the command of a script worker, please\n", stderr);
    return 2;
  }
  const std::vector<std::string> worker(argv + 1, argv + argc);
  const penstock::testing::TemporaryDirectory folder;
  const auto documents = orders(folder.path());
  Transformer one(worker, 1);
  Transformer two(worker, 2);
  print("Transform, across the process border", "one thread of Node", "documents/s",
        compare({"node", [&] { return run_node(folder.path()); }},
                {{"one worker", [&] { return one.run(documents); }},
                 {"two workers", [&] { return two.run(documents); }}},
                kPairs));
  return 0;
}
