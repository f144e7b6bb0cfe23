#pragma once

#include <span>
#include <string>
#include <string_view>

#include "documents/entry_check.h"
#include "documents/keys.h"

namespace penstock::documents {

/// A table as `penstock check` knows it.
struct StoredTable {
  Table table;
  std::string_view name;  ///< As in the grammars.
  CheckEntry check;       ///< Null: an index of a stream, which is looked at from there.
};

/// All tables: a new kind of item adds its own in stored_table.cc, with checks of its own as
/// counter_check.h has.
std::span<const StoredTable> stored_tables();

/// "documents/by-id 'orders/1'": bytes that are no text are shown in hex.
std::string describe_key(std::string_view key);

}  // namespace penstock::documents
