#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace prometheus {
class Counter;
class Gauge;
class Histogram;
}  // namespace prometheus

// Numbers about this process, for Prometheus. Names are in base units, counters end in "_total",
// and no label ever holds the id of a document.
namespace penstock {

/// A number that only rises. Thread-safe, never blocks. Its registry must outlive it.
class Counter {
 public:
  void increment(double by = 1);

 private:
  friend class Metrics;
  explicit Counter(prometheus::Counter& counter) : counter_(&counter) {}
  prometheus::Counter* counter_;
};

/// A number that rises and falls. Thread-safe, never blocks. Its registry must outlive it.
class Gauge {
 public:
  void set(double value);

 private:
  friend class Metrics;
  explicit Gauge(prometheus::Gauge& gauge) : gauge_(&gauge) {}
  prometheus::Gauge* gauge_;
};

/// How often values fell into which ranges. Thread-safe. Its registry must outlive it.
class Histogram {
 public:
  void observe(double value);

 private:
  friend class Metrics;
  explicit Histogram(prometheus::Histogram& histogram) : histogram_(&histogram) {}
  prometheus::Histogram* histogram_;
};

/// A number that its owner keeps, as it is at this moment.
struct Sample {
  enum class Kind : std::uint8_t { kCounter, kGauge };
  Kind kind = Kind::kGauge;
  std::string name;
  std::string help;
  std::map<std::string, std::string> labels;
  double value = 0;
};

/// The registry. The same name and labels give the same number again; look it up once and keep
/// it. Thread-safe.
class Metrics {
 public:
  using Labels = std::map<std::string, std::string>;

  Metrics();
  ~Metrics();
  Metrics(const Metrics&) = delete;
  Metrics& operator=(const Metrics&) = delete;

  /// `name` and `help` of a name are those of its first use.
  Counter counter(const std::string& name, const std::string& help, const Labels& labels = {});
  Gauge gauge(const std::string& name, const std::string& help, const Labels& labels = {});
  /// `upper_bounds` of the ranges, rising.
  Histogram histogram(const std::string& name, const std::string& help,
                      const std::vector<double>& upper_bounds, const Labels& labels = {});

  /// Adds numbers that are read when somebody asks: `read` is called by each to_text(), from
  /// several threads at once, and what it uses must live as long as somebody may ask.
  void sample(std::function<std::vector<Sample>()> read);

  /// All of them in Prometheus' text format.
  std::string to_text() const;

 private:
  class Implementation;
  std::unique_ptr<Implementation> implementation_;
};

}  // namespace penstock
