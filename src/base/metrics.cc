#include "base/metrics.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

#include "base/guarded.h"

namespace penstock {

void Counter::increment(double by) { counter_->Increment(by); }

void Gauge::set(double value) { gauge_->Set(value); }

void Histogram::observe(double value) { histogram_->Observe(value); }

namespace {

using prometheus::ClientMetric;
using prometheus::MetricFamily;

ClientMetric to_metric(const Sample& sample) {
  ClientMetric metric;
  for (const auto& [name, value] : sample.labels) metric.label.push_back({name, value});
  if (sample.kind == Sample::Kind::kCounter) {
    metric.counter.value = sample.value;
  } else {
    metric.gauge.value = sample.value;
  }
  return metric;
}

/// Samples of one name belong together, wherever they stand.
std::vector<MetricFamily> to_families(const std::vector<Sample>& samples) {
  std::map<std::string, MetricFamily> families;
  for (const auto& sample : samples) {
    auto& family = families[sample.name];
    family.name = sample.name;
    family.help = sample.help;
    family.type = sample.kind == Sample::Kind::kCounter ? prometheus::MetricType::Counter
                                                        : prometheus::MetricType::Gauge;
    family.metric.push_back(to_metric(sample));
  }
  std::vector<MetricFamily> all;
  all.reserve(families.size());
  for (auto& [name, family] : families) all.push_back(std::move(family));
  return all;
}

}  // namespace

class Metrics::Implementation {
 public:
  prometheus::Registry registry;
  Guarded<std::vector<std::function<std::vector<Sample>()>>> samplers;
};

Metrics::Metrics() : implementation_(std::make_unique<Implementation>()) {}

Metrics::~Metrics() = default;

Counter Metrics::counter(const std::string& name, const std::string& help, const Labels& labels) {
  auto& family =
      prometheus::BuildCounter().Name(name).Help(help).Register(implementation_->registry);
  return Counter(family.Add(labels));
}

Gauge Metrics::gauge(const std::string& name, const std::string& help, const Labels& labels) {
  auto& family = prometheus::BuildGauge().Name(name).Help(help).Register(implementation_->registry);
  return Gauge(family.Add(labels));
}

Histogram Metrics::histogram(const std::string& name, const std::string& help,
                             const std::vector<double>& upper_bounds, const Labels& labels) {
  auto& family =
      prometheus::BuildHistogram().Name(name).Help(help).Register(implementation_->registry);
  return Histogram(family.Add(labels, upper_bounds));
}

void Metrics::sample(std::function<std::vector<Sample>()> read) {
  implementation_->samplers.with([&read](auto& samplers) { samplers.push_back(std::move(read)); });
}

std::string Metrics::to_text() const {
  auto families = implementation_->registry.Collect();
  const auto samplers = implementation_->samplers.with([](auto& all) { return all; });
  for (const auto& read : samplers) {
    auto sampled = to_families(read());
    std::move(sampled.begin(), sampled.end(), std::back_inserter(families));
  }
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace penstock
