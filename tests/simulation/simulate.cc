// Runs simulations: `./dev faults simulate --help`.
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <set>
#include <string>

#include <CLI/CLI.hpp>
#include <fmt/format.h>
#include <spdlog/spdlog.h>

#include "simulation/ledger.h"
#include "simulation/simulation.h"

namespace penstock::simulation {
namespace {

volatile std::sig_atomic_t is_interrupted = 0;

struct Options {
  std::optional<std::uint64_t> seed;
  std::string seeds;
  std::uint64_t count = 1000;
  std::string bug;
  bool wants_trace = false;
  std::string ledger;
};

void print(std::uint64_t seed, const Outcome& outcome) {
  for (const auto& line : outcome.trace) fmt::print("{}\n", line);
  for (const auto& violation : outcome.violations) {
    fmt::print("seed {}: not so: {}: {}\n", seed, to_string(violation.invariant),
               violation.details);
  }
}

void print(const FaultCounts& faults) {
  for (std::size_t i = 0; i < kFaultNames.size(); ++i) {
    fmt::print("  {:>9}  {}\n", faults.each()[i], kFaultNames[i]);
  }
}

int run_one(std::uint64_t seed, PlantedBug bug, bool wants_trace) {
  const auto outcome = simulate(seed, bug, wants_trace);
  print(seed, outcome);
  fmt::print("seed {}: {}\n", seed, outcome.violations.empty() ? "all holds" : "failed");
  return outcome.violations.empty() ? 0 : 1;
}

int run_many(SeedRange seeds, PlantedBug bug, const std::string& ledger) {
  const auto begun = std::chrono::steady_clock::now();
  LedgerEntry entry{.first = seeds.first, .last = seeds.first - 1};
  std::set<std::uint64_t> failed;
  FaultCounts faults;
  for (auto seed = seeds.first; seed <= seeds.last && !is_interrupted; ++seed) {
    const auto outcome = simulate(seed, bug);
    if (!outcome.violations.empty()) failed.insert(seed);
    print(seed, outcome);
    entry.last = seed;
    faults += outcome.faults;
  }
  entry.failures = failed.size();
  entry.faults = faults.total();
  entry.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  fmt::print("{}\n", entry.describe());
  print(faults);
  for (const auto seed : failed)
    fmt::print("look into it: ./dev faults simulate --seed {} --trace\n", seed);
  if (entry.last < seeds.last) {
    fmt::print("stopped; go on with --seeds {}..{}\n", entry.last + 1, seeds.last);
  }
  if (!ledger.empty()) append_to_ledger(ledger, entry);
  return failed.empty() ? 0 : 1;
}

int run(int argc, char** argv) {
  Options options;
  CLI::App app{
      "Simulates the ETL process, the write queue and the key-value engine on virtual time."};
  app.add_option("--seed", options.seed, "One seed");
  app.add_option("--seeds", options.seeds, "A range of seeds, 1..1000");
  app.add_option("--count", options.count,
                 "So many seeds after the last one in the ledger, or from 1")
      ->capture_default_str();
  app.add_option("--ledger", options.ledger, "A file that gets a line about the run");
  app.add_option("--bug", options.bug, "A planted bug, to see that it is found");
  app.add_flag("--trace", options.wants_trace, "What happens in the one seed, step by step");
  CLI11_PARSE(app, argc, argv);

  const auto bug = options.bug.empty() ? PlantedBug::kNone : find_planted_bug(options.bug);
  if (!bug) {
    fmt::print(stderr, "there is no planted bug '{}'; there are:\n", options.bug);
    for (const auto& entry : kPlantedBugs)
      fmt::print(stderr, "  {:24}{}\n", entry.name, entry.what);
    return 2;
  }
  if (options.seed) return run_one(*options.seed, *bug, options.wants_trace);
  const auto seeds = options.seeds.empty()
                         ? seeds_after(last_seed_in(options.ledger), options.count)
                         : parse_seed_range(options.seeds);
  if (!seeds) {
    fmt::print(stderr, "'{}' is not a range of seeds such as 1..1000\n", options.seeds);
    return 2;
  }
  return run_many(*seeds, *bug, options.ledger);
}

}  // namespace
}  // namespace penstock::simulation

int main(int argc, char** argv) {
  spdlog::set_level(spdlog::level::off);  // What goes wrong is what it is for.
  const auto interrupt = [](int) { penstock::simulation::is_interrupted = 1; };
  std::signal(SIGINT, interrupt);
  std::signal(SIGTERM, interrupt);
  return penstock::simulation::run(argc, argv);
}
