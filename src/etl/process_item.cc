#include "etl/process_item.h"

#include "base/bytes.h"
#include "base/text.h"

namespace penstock::etl {

std::string process_item_key(std::string_view table, const ProcessKey& process) {
  std::string key(table);
  append_text(key, fold_case(process.task));
  append_text(key, fold_case(process.script));
  return key;
}

Result<std::optional<std::string>> ProcessItem::read() const {
  return TRY(database_.snapshot()).get_item(key_);
}

Result<void> ProcessItem::set(const std::string& value) {
  return database_.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    context.put_item(key_, value);
    return {};
  });
}

Result<void> ProcessItem::clear() {
  return database_.write_and_wait([&](documents::WriteContext& context) -> Result<void> {
    context.erase_item(key_);
    return {};
  });
}

}  // namespace penstock::etl
