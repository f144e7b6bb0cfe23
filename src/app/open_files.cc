#include "app/open_files.h"

#include <sys/resource.h>

#include "base/log.h"

namespace penstock::app {
namespace {

/// Fewer than this, and connections and table files compete for them.
constexpr rlim_t kEnough = 8192;

}  // namespace

void raise_open_files_limit() {
  rlimit limit{};
  if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return;
  limit.rlim_cur = limit.rlim_max;
  if (setrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur < kEnough) {
    log_warning("this process may open {} files at most; {} are wanted", limit.rlim_cur, kEnough);
  }
}

}  // namespace penstock::app
