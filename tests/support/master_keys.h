#pragma once

#include "security/master_keys.h"

namespace penstock::testing {

/// Keys that live as long as the test program.
inline const security::MasterKeys& master_keys() {
  static const auto kKeys = security::MasterKeys::make();
  return kKeys;
}

}  // namespace penstock::testing
