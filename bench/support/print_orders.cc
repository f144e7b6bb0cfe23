// Prints what the benchmarks share, for those that are not written in C++:
//   bench_orders orders COUNT | tables | script
#include <cstdlib>
#include <string_view>

#include <fmt/core.h>

#include "support/orders.h"

int main(int argc, char** argv) {
  using namespace penstock::bench;  // NOLINT(google-build-using-namespace): a program of ten lines
  const std::string_view what = argc > 1 ? argv[1] : "";
  if (what == "orders" && argc > 2) {
    const auto count = std::strtoull(argv[2], nullptr, 10);
    for (std::uint64_t number = 1; number <= count; ++number)
      fmt::print("{}\n", order_json(number));
    return 0;
  }
  if (what == "tables") return fmt::print("{}", kOrdersTables), 0;
  if (what == "script") return fmt::print("{}", kOrdersScript), 0;
  fmt::print(stderr, "usage: bench_orders orders COUNT | tables | script\n");
  return 2;
}
