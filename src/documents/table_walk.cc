#include "documents/table_walk.h"

#include <iterator>
#include <utility>

namespace penstock::documents {

Result<std::optional<kv::Entry>> TableWalk::next() {
  if (page_.empty() && more_) {
    auto page = TRY(snapshot_.scan(rest_, kv::Direction::kForward, kPage));
    more_ = page.more && !page.entries.empty();
    if (more_) rest_.begin = kv::key_after(page.entries.back().key);
    page_.assign(std::make_move_iterator(page.entries.begin()),
                 std::make_move_iterator(page.entries.end()));
  }
  if (page_.empty()) return std::nullopt;
  auto entry = std::move(page_.front());
  page_.pop_front();
  return std::optional(std::move(entry));
}

}  // namespace penstock::documents
