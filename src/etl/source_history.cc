#include "etl/source_history.h"

#include <algorithm>
#include <string_view>

#include <fmt/format.h>

namespace penstock::etl {
using documents::Etag;

namespace {

constexpr std::string_view kRestored =
    "This database was restored from a backup, and the destination keeps no position: it may have "
    "documents and versions that are not here. A reset with a rebuild makes it what this database "
    "is.";

Error destination_is_ahead(Etag position, std::string_view why) {
  return corruption(fmt::format(
      "the destination has all changes up to {}, but {}. Reset the script to deliver everything "
      "again, with a rebuild to also delete what only the destination has",
      position.value, why));
}

}  // namespace

Result<SourceHistory> SourceHistory::read(const documents::DatabaseSnapshot& source) {
  return SourceHistory(TRY(documents::read_lost_histories(source)), TRY(source.last_etag()));
}

Result<void> SourceHistory::check(Etag position) const {
  const auto lost =
      std::ranges::find_if(lost_, [&](const auto& history) { return history.has(position); });
  if (lost != lost_.end()) {
    return destination_is_ahead(
        position, fmt::format("this database was restored from a backup that ends at {}",
                              lost->kept_to.value));
  }
  if (position <= last_etag_) return {};
  return destination_is_ahead(
      position,
      fmt::format("this database ends at {} and must be an older copy", last_etag_.value));
}

std::vector<std::string> SourceHistory::warnings(Etag position) const {
  if (lost_.empty() || position > lost_.back().kept_to) return {};
  return {std::string(kRestored)};
}

}  // namespace penstock::etl
