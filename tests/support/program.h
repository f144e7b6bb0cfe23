#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace penstock::testing {

struct ProgramResult {
  int exit_code = -1;  ///< 128 and the signal if one ended it.
  std::string output;
  std::string errors;
};

/// Runs a program to its end; kills it and fails the test when `limit` has passed.
ProgramResult run_program(const std::vector<std::string>& arguments,
                          std::chrono::seconds limit = std::chrono::seconds{60});

}  // namespace penstock::testing
