#pragma once

#include <cstdint>
#include <string_view>

// The script of the task: its text, and what it does in place of that, since no script engine runs.
namespace penstock::simulation {

inline constexpr std::string_view kScript = "loadToOrders({Number: this.Number});";

/// Versions that it throws for; it loads all others as they are.
constexpr bool throws(std::uint64_t number) { return number != 0 && number % 7 == 0; }

}  // namespace penstock::simulation
