#pragma once

#include <functional>
#include <string>
#include <vector>

namespace penstock::bench {

/// What one run reached, in units a second.
using Run = std::function<double()>;

struct Contender {
  std::string name;
  Run run;
};

/// The ratio of one contender to the baseline, over all pairs of runs.
struct Ratio {
  std::string name;
  double median = 0;
  double lowest = 0;
  double highest = 0;
  double rate_median = 0;           ///< Of the contender, units a second.
  double baseline_rate_median = 0;  ///< Of the baseline.
};

/// Runs the baseline and each contender in turn (A B C A B C ...), `pairs` times after one round
/// that does not count, and compares the runs of the same round: these machines wander twofold
/// within minutes, and neighbours in time see the same machine.
std::vector<Ratio> compare(const Contender& baseline, const std::vector<Contender>& contenders,
                           int pairs);

/// Prints the ratios as rows of a Markdown table, with `unit` ("documents/s") in the heading.
void print(const std::string& title, const std::string& baseline, const std::string& unit,
           const std::vector<Ratio>& ratios);

}  // namespace penstock::bench
