#pragma once

#include <string_view>

#include "base/text.h"

namespace penstock::security {

/// Orders names so that two which differ in case only are the same.
struct FoldedLess {
  using is_transparent = void;
  bool operator()(std::string_view left, std::string_view right) const {
    return fold_case(left) < fold_case(right);
  }
};

}  // namespace penstock::security
