#pragma once

#include <fstream>
#include <iterator>
#include <string>

#include <gtest/gtest.h>

namespace penstock::testing {

/// The text of tests/unit/golden/`name` without its last line break: bytes that were written once
/// and must stay readable.
inline std::string golden(const std::string& name) {
  std::ifstream file(std::string(PENSTOCK_GOLDEN_DIR) + "/" + name);
  std::string text{std::istreambuf_iterator<char>(file), {}};
  EXPECT_FALSE(text.empty()) << "no golden file " << name;
  if (text.ends_with('\n')) text.pop_back();
  return text;
}

}  // namespace penstock::testing
