#include "etl/etl_metrics.h"

#include <array>
#include <chrono>
#include <string>
#include <utility>

#include "etl/task_info.h"

namespace penstock::etl {
namespace {

using Labels = std::map<std::string, std::string>;

constexpr std::array kStates = {
    ProcessState::kConnecting,     ProcessState::kWorking,      ProcessState::kUpToDate,
    ProcessState::kWaitingToRetry, ProcessState::kNeedsRebuild, ProcessState::kHalted,
    ProcessState::kInvalidScript,  ProcessState::kNotOwner,     ProcessState::kStopped};

double seconds(std::chrono::microseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

/// The samples of one process.
class ProcessSampler {
 public:
  ProcessSampler(std::vector<Sample>& samples, Labels labels)
      : samples_(samples), labels_(std::move(labels)) {}

  void counter(const char* name, const char* help, std::uint64_t value, const Labels& more = {}) {
    add(Sample::Kind::kCounter, name, help, static_cast<double>(value), more);
  }
  void gauge(const char* name, const char* help, double value, const Labels& more = {}) {
    add(Sample::Kind::kGauge, name, help, value, more);
  }

 private:
  void add(Sample::Kind kind, const char* name, const char* help, double value,
           const Labels& more) {
    Labels labels = labels_;
    labels.insert(more.begin(), more.end());
    samples_.push_back(
        {.kind = kind, .name = name, .help = help, .labels = std::move(labels), .value = value});
  }

  std::vector<Sample>& samples_;
  const Labels labels_;
};

void add_counters(ProcessSampler& sampler, const ProcessStatistics& statistics) {
  constexpr const char* kDocuments = "penstock_etl_documents_total";
  constexpr const char* kDocumentsHelp = "Documents that went through a stage, by outcome.";
  sampler.counter(kDocuments, kDocumentsHelp, statistics.transformation_successes,
                  {{"stage", "transform"}, {"outcome", "success"}});
  sampler.counter(kDocuments, kDocumentsHelp, statistics.transformation_errors,
                  {{"stage", "transform"}, {"outcome", "error"}});
  sampler.counter(kDocuments, kDocumentsHelp, statistics.load_errors,
                  {{"stage", "load"}, {"outcome", "error"}});
  sampler.counter("penstock_etl_loaded_total", "Rows or commands that the destination has taken.",
                  statistics.load_successes);
  sampler.counter("penstock_etl_retries_total", "Failures of a whole batch or of a connection.",
                  statistics.retries);
}

void add_state(ProcessSampler& sampler, const ProcessInfo& process, Etag newest) {
  const auto& statistics = process.statistics;
  for (const auto state : kStates) {
    sampler.gauge("penstock_etl_state", "1 for the state that the process is in.",
                  process.running && state == statistics.state ? 1 : 0,
                  {{"state", std::string(to_string(state))}});
  }
  const auto checkpoint = statistics.checkpoint.value_or(Etag{});
  const bool up_to_date = statistics.state == ProcessState::kUpToDate;
  sampler.gauge("penstock_etl_lag_etags", "Newest etag of the source minus the checkpoint.",
                up_to_date ? 0 : static_cast<double>(newest.value - checkpoint.value));
  sampler.gauge("penstock_etl_dead_letters", "Documents in the error list.",
                static_cast<double>(process.errors));
}

void add_last_batch(ProcessSampler& sampler, const BatchStatistics& batch) {
  constexpr const char* kName = "penstock_etl_last_batch_stage_duration_seconds";
  constexpr const char* kHelp = "How long each stage of the last batch took.";
  sampler.gauge(kName, kHelp, seconds(batch.extract_time), {{"stage", "extract"}});
  sampler.gauge(kName, kHelp, seconds(batch.transform_time), {{"stage", "transform"}});
  sampler.gauge(kName, kHelp, seconds(batch.load_time), {{"stage", "load"}});
}

}  // namespace

std::vector<Sample> etl_samples(const EtlHost& host) {
  std::vector<Sample> samples;
  host.visit([&samples](const documents::Database& database, const EtlTasks& tasks) {
    // The newest etag after the checkpoints, so that none lies before one of them.
    const auto listed = tasks.list();
    const auto statistics = database.statistics();
    if (!listed || !statistics) return;
    for (const auto& task : *listed) {
      for (const auto& process : task.processes) {
        ProcessSampler sampler(samples, {{"database", database.identity().name},
                                         {"task", task.definition.name},
                                         {"script", process.transformation.name}});
        add_counters(sampler, process.statistics);
        add_state(sampler, process, statistics->last_etag);
        if (!process.statistics.batches.empty()) {
          add_last_batch(sampler, process.statistics.batches.back());
        }
      }
    }
  });
  return samples;
}

}  // namespace penstock::etl
