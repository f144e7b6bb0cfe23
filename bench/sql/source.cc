#include "sql/source.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "etl/error_store.h"
#include "etl/process.h"
#include "etl/process_runner.h"
#include "etl/sql/sql_destination.h"
#include "script/discovery.h"
#include "support/fail.h"
#include "support/orders.h"

namespace penstock::bench {

namespace {

constexpr std::uint64_t kDocumentsPerWrite = 512;
constexpr int kWorkers = 2;
constexpr double kMicrosecondsMin = 0.02;  // Of a thread that is worth to be printed.

using SteadyClock = std::chrono::steady_clock;

}  // namespace

Source::Source(std::vector<std::string> worker_command, std::uint64_t documents)
    : documents_(documents),
      provider_(must(kv::rocksdb::RocksdbProvider::open({.folder = folder_.path() + "/data"}))),
      database_(must(documents::Database::open(
          must(provider_->open("bench", true)),
          {.name = "bench", .id = "00112233-4455-6677-8899-aabbccddeeff", .node_tag = "A"},
          clock_))),
      scripts_(must(script::ScriptHost::open(
          {.worker_command = std::move(worker_command), .workers = kWorkers, .limits = {}},
          clock_))) {
  for (std::uint64_t first = 1; first <= documents_; first += kDocumentsPerWrite) fill(first);
}

double Source::run_task(const etl::sql::SqlConfiguration& configuration,
                        std::size_t batch_documents) {
  const etl::ProcessIdentity identity{
      .key = {.source_database_id = database_->identity().id, .task = "bench", .script = "orders"},
      .task_id = 1,
      .transformation = next_generation()};
  etl::ErrorStore store(*database_, clock_);
  etl::ProcessErrors errors(store, identity.key);
  const auto destination = must(etl::sql::SqlDestination::make(
      configuration, script::discover_targets(kOrdersScript), errors, clock_));
  etl::ProcessOptions options;
  options.limits.documents_max = batch_documents;
  options.limits.awaited_documents = std::min(options.limits.awaited_documents, batch_documents);
  etl::EtlProcess process(identity, {*database_, *scripts_, *destination, errors, clock_, keys_},
                          std::move(options));

  const auto cpu_times_before = cpu_times();
  const auto start = SteadyClock::now();
  etl::ProcessRunner runner(process, *database_, clock_);
  while (process.statistics().checkpoint.value_or(etl::Etag{}).value < documents_) {
    std::this_thread::sleep_for(std::chrono::milliseconds{2});
  }
  const std::chrono::duration<double> elapsed = SteadyClock::now() - start;
  add_cpu_times(cpu_times_before);
  runner.stop();
  return static_cast<double>(documents_) / elapsed.count();
}

void Source::add_cpu_times(const CpuTimes& before) {
  if (generation_ == 1) return;
  for (const auto& [thread, time] : cpu_times()) {
    const auto known = before.find(thread);
    cpu_times_[thread] +=
        time - (known == before.end() ? std::chrono::nanoseconds{} : known->second);
  }
}

void Source::print_cpu_times() const {
  const auto documents = static_cast<double>((generation_ - 1) * documents_);
  fmt::print("\nCPU of a document by thread, in microseconds:");
  for (const auto& [thread, time] : cpu_times_) {
    const auto microseconds = std::chrono::duration<double, std::micro>(time).count() / documents;
    if (microseconds >= kMicrosecondsMin) fmt::print(" {} {:.2f};", thread, microseconds);
  }
  fmt::print("\n");
}

void Source::fill(std::uint64_t first) {
  const auto end = std::min(first + kDocumentsPerWrite, documents_ + 1);
  must(database_->write_and_wait([first, end](documents::WriteContext& context) -> Result<void> {
    for (auto number = first; number < end; ++number) {
      const auto content = TRY(documents::DocumentContent::parse(order_json(number)));
      TRY(context.put(order_id(number), content, {}));
    }
    return {};
  }));
}

etl::Transformation Source::next_generation() {
  etl::Transformation transformation;
  transformation.name = "orders";
  transformation.collections = {"Orders"};
  transformation.script = kOrdersScript;
  transformation.generation = ++generation_;
  return transformation;
}

}  // namespace penstock::bench
