#include "kv/page_builder.h"

namespace penstock::kv {

bool PageBuilder::add(std::string_view key, std::string_view value) {
  const auto bytes = key.size() + value.size();
  if (!fits(bytes)) {
    page_.more = true;
    return false;
  }
  bytes_ += bytes;
  page_.entries.push_back({std::string(key), std::string(value)});
  return true;
}

bool PageBuilder::fits(std::size_t bytes) const {
  if (page_.entries.empty()) return true;  // A page without any entry would never get on.
  return page_.entries.size() < limits_.entries_max && bytes_ + bytes <= limits_.bytes_max;
}

}  // namespace penstock::kv
