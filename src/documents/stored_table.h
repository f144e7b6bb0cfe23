#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "documents/entry_check.h"
#include "documents/keys.h"

namespace penstock::documents {

/// A table as `penstock check` knows it.
struct StoredTable {
  std::string_view name;  ///< As in the grammars.
  CheckEntry check;       ///< Null: an index of a stream, which is looked at from there.
};

/// Nothing if `table`, a byte that was read, is none. A new kind of item adds its tables in
/// stored_table.cc, with checks of its own as counter_check.h has.
std::optional<StoredTable> find_stored_table(Table table);

/// "documents/by-id 'orders/1'": bytes that are no text are shown in hex.
std::string describe_key(std::string_view key);

}  // namespace penstock::documents
