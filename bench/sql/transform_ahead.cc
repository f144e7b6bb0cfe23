#include "sql/transform_ahead.h"

#include <optional>
#include <string_view>
#include <utility>

#include "etl/batch_builder.h"
#include "support/fail.h"
#include "support/orders.h"

namespace penstock::bench {
namespace {

constexpr std::size_t kSliceDocuments = etl::BatchBuilderLimits{}.slice_documents_max;
constexpr int kWorkers = 2;
/// The one that the writer has in hand, and the next.
constexpr std::uint64_t kBatchesAhead = 2;

class NoDocuments final : public script::DocumentReader {
 public:
  Result<std::optional<std::string>> load(std::string_view) override { return std::nullopt; }
};

}  // namespace

TransformAhead::TransformAhead(std::vector<std::string> worker_command, std::uint64_t documents)
    : host_(must(script::ScriptHost::open(
          {.worker_command = std::move(worker_command), .workers = kWorkers, .limits = {}},
          clock_))),
      script_(must(host_->compile({.text = kOrdersScript}))) {
  for (std::uint64_t number = 1; number <= documents; ++number) {
    if ((number - 1) % kSliceDocuments == 0) slices_.emplace_back();
    slices_.back().push_back({order_id(number), order_json(number)});
  }
}

void TransformAhead::rewind(std::uint64_t batch_documents) {
  if (thread_.joinable()) thread_.join();
  batch_documents_ = batch_documents;
  transformed_ = 0;
  wanted_ = 0;
  thread_ = std::jthread([this, slices = slices_]() mutable { run(std::move(slices)); });
}

void TransformAhead::await_batch(std::size_t batch) {
  wanted_ = (batch + kBatchesAhead) * batch_documents_;
  wanted_.notify_one();
  const auto needed = (batch + 1) * batch_documents_;
  for (auto done = transformed_.load(); done < needed; done = transformed_.load()) {
    transformed_.wait(done);
  }
}

void TransformAhead::run(std::vector<Slice> slices) {
  NoDocuments reader;
  std::size_t next = 0;
  const script::SliceSource source = [&]() -> Result<Slice> {
    if (next == slices.size()) return Slice{};
    const auto begun = next * kSliceDocuments;
    for (auto wanted = wanted_.load(); begun >= wanted; wanted = wanted_.load()) {
      wanted_.wait(wanted);
    }
    return std::move(slices[next++]);
  };
  const script::SliceSink sink = [&](auto, const script::SliceOutcome& outcome) -> Result<bool> {
    transformed_ += outcome.documents.size();
    transformed_.notify_one();
    return true;
  };
  must(host_->run(*script_, source, sink, reader, {}));
}

}  // namespace penstock::bench
