#include "base/metrics.h"

#include <gmock/gmock.h>

namespace penstock {
namespace {

using ::testing::HasSubstr;

TEST(MetricsTest, WritesWhatWasCountedInTheTextFormat) {
  Metrics metrics;
  metrics.counter("penstock_things_total", "Things.", {{"kind", "a"}}).increment(2);
  metrics.counter("penstock_things_total", "Things.", {{"kind", "a"}}).increment();
  metrics.gauge("penstock_lag_seconds", "Lag.").set(1.5);
  metrics.histogram("penstock_wait_seconds", "Waits.", {0.1, 1}).observe(0.5);

  const auto text = metrics.to_text();
  EXPECT_THAT(text, HasSubstr("# HELP penstock_things_total Things."));
  EXPECT_THAT(text, HasSubstr("penstock_things_total{kind=\"a\"} 3"));
  EXPECT_THAT(text, HasSubstr("penstock_lag_seconds 1.5"));
  EXPECT_THAT(text, HasSubstr("penstock_wait_seconds_bucket{le=\"1\"} 1"));
}

TEST(MetricsTest, SamplesAreReadWhenSomebodyAsks) {
  Metrics metrics;
  double value = 1;
  metrics.sample([&value]() -> std::vector<Sample> {
    return {{.name = "penstock_state", .help = "State.", .labels = {{"of", "b"}}, .value = value},
            {.kind = Sample::Kind::kCounter,
             .name = "penstock_tries_total",
             .help = "Tries.",
             .labels = {},
             .value = 7},
            {.name = "penstock_state", .help = "State.", .labels = {{"of", "a"}}, .value = 5}};
  });
  value = 2;
  const auto text = metrics.to_text();
  EXPECT_THAT(text, HasSubstr("penstock_state{of=\"b\"} 2\npenstock_state{of=\"a\"} 5"));
  EXPECT_THAT(text, HasSubstr("# TYPE penstock_tries_total counter\npenstock_tries_total 7"));
}

}  // namespace
}  // namespace penstock
