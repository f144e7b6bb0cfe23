#include "api/etl_target.h"

#include <fmt/format.h>

#include "base/text.h"

namespace penstock::api {

Result<std::string> etl_target(const std::string& id, const BatchRun& run) {
  if (!id.ends_with('/')) return id;
  if (!run.last_put_id.empty()) return run.last_put_id;
  return invalid_argument(fmt::format(
      "'{}' means the document that was put before it, but none was.", excerpt(id, 100)));
}

}  // namespace penstock::api
