#include "etl/change_source.h"

#include "base/text.h"

namespace penstock::etl {
namespace {

/// Small pages: what a batch does not take was read for nothing.
constexpr documents::BatchLimits kPageLimits{.changes_max = 512, .bytes_max = std::size_t{1} << 20};

}  // namespace

std::vector<std::string> tracked_collections(const Transformation& transformation) {
  return transformation.all_documents ? std::vector<std::string>{} : transformation.collections;
}

ChangeSource::ChangeSource(const documents::DatabaseSnapshot& snapshot,
                           const Transformation& transformation,
                           std::span<const documents::ChangeStream> streams, documents::Etag after)
    : feed_(snapshot.storage(), tracked_collections(transformation), streams),
      skips_hilo_(transformation.all_documents && !transformation.has_empty_script()),
      position_(after) {}

bool ChangeSource::is_skipped(const documents::Change& change) const {
  return skips_hilo_ && equal_ignoring_case(change.collection(), documents::kHiloCollection);
}

Result<std::optional<documents::Change>> ChangeSource::next() {
  while (true) {
    if (next_in_page_ == page_.size()) {
      page_ = TRY(feed_.read(position_, kPageLimits));
      next_in_page_ = 0;
      if (page_.empty()) return std::nullopt;
    }
    auto& change = page_[next_in_page_++];
    position_ = change.etag();
    if (!is_skipped(change)) return std::move(change);
    ++skipped_;
  }
}

}  // namespace penstock::etl
