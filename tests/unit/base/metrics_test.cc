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

}  // namespace
}  // namespace penstock
