#include "etl/attached_items.h"

namespace penstock::etl {

std::size_t AttachedItems::bytes() const {
  std::size_t bytes = 0;
  for (const auto& attachment : attachments) bytes += attachment.name.size() + attachment.size;
  for (const auto& name : removed_attachments) bytes += name.size();
  for (const auto& counter : counters) bytes += counter.name.size() + sizeof(std::int64_t);
  for (const auto& series : time_series) {
    bytes += series.name.size() + series.deleted.size() * sizeof(documents::TimeRange);
    for (const auto& entry : series.entries) bytes += entry.bytes();
  }
  return bytes;
}

}  // namespace penstock::etl
