#pragma once

#include <string>
#include <vector>

#include "documents/store_check.h"
#include "support/assertions.h"

namespace penstock::testing {

/// What a check says of a store, a line each: none if it is whole.
inline std::vector<std::string> store_damages(const kv::Snapshot& snapshot) {
  std::vector<std::string> damages;
  const auto checked = must(documents::check_store(snapshot, [&](const documents::Damage& damage) {
    damages.push_back(damage.where + ": " + damage.what);
  }));
  EXPECT_EQ(checked.damages, damages.size());
  return damages;
}

}  // namespace penstock::testing
