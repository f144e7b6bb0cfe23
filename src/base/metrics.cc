#include "base/metrics.h"

#include <prometheus/counter.h>
#include <prometheus/gauge.h>
#include <prometheus/histogram.h>
#include <prometheus/registry.h>
#include <prometheus/text_serializer.h>

namespace penstock {

void Counter::increment(double by) { counter_->Increment(by); }

void Gauge::set(double value) { gauge_->Set(value); }

void Histogram::observe(double value) { histogram_->Observe(value); }

class Metrics::Implementation {
 public:
  prometheus::Registry registry;
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

std::string Metrics::to_text() const {
  return prometheus::TextSerializer().Serialize(implementation_->registry.Collect());
}

}  // namespace penstock
