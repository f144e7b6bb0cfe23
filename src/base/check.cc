#include "base/check.h"

#include <cstdio>
#include <cstdlib>

namespace penstock {

void check_failed(const char* condition, const char* file, int line) {
  std::fprintf(stderr, "penstock: broken invariant at %s:%d: %s\n", file, line, condition);
  std::abort();
}

}  // namespace penstock
