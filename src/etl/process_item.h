#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/database.h"
#include "etl/destination.h"

namespace penstock::etl {

/// The key under which a source database keeps something of a process: `table` such as
/// "etl/halted/", then task:text script:text, both folded. text := length:u32 bytes.
std::string process_item_key(std::string_view table, const ProcessKey& process);

/// One such item. Thread-safe; the calls that change wait for the disk. Errors of all: those of the
/// database.
class ProcessItem {
 public:
  /// `database` must outlive this object.
  ProcessItem(documents::Database& database, std::string_view table, const ProcessKey& process)
      : database_(database), key_(process_item_key(table, process)) {}

  Result<std::optional<std::string>> read() const;
  Result<void> set(const std::string& value);
  Result<void> clear();

 private:
  documents::Database& database_;
  const std::string key_;
};

}  // namespace penstock::etl
