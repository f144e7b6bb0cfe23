#include "support/interleaved.h"

#include <algorithm>

#include <fmt/core.h>

namespace penstock::bench {
namespace {

double median(std::vector<double> values) {
  std::sort(values.begin(), values.end());
  const auto middle = values.size() / 2;
  return values.size() % 2 == 1 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

}  // namespace

std::vector<Ratio> compare(const Contender& baseline, const std::vector<Contender>& contenders,
                           int pairs) {
  std::vector<double> baseline_rates;
  std::vector<std::vector<double>> rates(contenders.size());
  for (int round = 0; round <= pairs; ++round) {
    const double baseline_rate = baseline.run();
    if (round > 0) baseline_rates.push_back(baseline_rate);
    for (std::size_t i = 0; i < contenders.size(); ++i) {
      const double rate = contenders[i].run();
      if (round > 0) rates[i].push_back(rate);
    }
  }
  std::vector<Ratio> ratios;
  for (std::size_t i = 0; i < contenders.size(); ++i) {
    std::vector<double> quotients;
    for (std::size_t round = 0; round < rates[i].size(); ++round) {
      quotients.push_back(rates[i][round] / baseline_rates[round]);
    }
    ratios.push_back({.name = contenders[i].name,
                      .median = median(quotients),
                      .lowest = *std::min_element(quotients.begin(), quotients.end()),
                      .highest = *std::max_element(quotients.begin(), quotients.end()),
                      .rate_median = median(rates[i]),
                      .baseline_rate_median = median(baseline_rates)});
  }
  return ratios;
}

void print(const std::string& title, const std::string& baseline, const std::string& unit,
           const std::vector<Ratio>& ratios) {
  fmt::print("\n### {}\n\nBaseline: {}.\n\n", title, baseline);
  fmt::print(
      "| contender | ratio (median) | spread | {0} | baseline {0} |\n|---|---|---|---|---|\n",
      unit);
  for (const auto& ratio : ratios) {
    fmt::print("| {} | {:.2f} | {:.2f}–{:.2f} | {:.0f} | {:.0f} |\n", ratio.name, ratio.median,
               ratio.lowest, ratio.highest, ratio.rate_median, ratio.baseline_rate_median);
  }
}

}  // namespace penstock::bench
