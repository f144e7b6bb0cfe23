#include "documents/commit_writer.h"

#include "documents/keys.h"

namespace penstock::documents {

Result<std::optional<std::string>> CommitWriter::get_item(std::string_view key) {
  return pending_.overlay().get(table_key(Table::kItems, key));
}

void CommitWriter::put_item(std::string_view key, std::string value) {
  pending_.overlay().put(table_key(Table::kItems, key), std::move(value));
}

void CommitWriter::erase_item(std::string_view key) {
  pending_.overlay().erase(table_key(Table::kItems, key));
}

Result<std::vector<std::pair<std::string, std::string>>> CommitWriter::items(
    std::string_view prefix, std::size_t count_max) {
  auto found = TRY(pending_.overlay().scan(table_range(Table::kItems, prefix), count_max));
  std::vector<std::pair<std::string, std::string>> items;
  items.reserve(found.size());
  for (auto& entry : found) {
    items.emplace_back(std::string(name_of_key(entry.key)), std::move(entry.value));
  }
  return items;
}

}  // namespace penstock::documents
