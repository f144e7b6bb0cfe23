#pragma once

#include <string_view>

#include "documents/entry_check.h"

// How documents, tombstones and what is kept with them are checked: each a CheckEntry.
namespace penstock::documents {

Result<void> check_document(const CheckContext& context, std::string_view name,
                            std::string_view value);
Result<void> check_tombstones(const CheckContext& context, std::string_view name,
                              std::string_view value);
Result<void> check_collection(const CheckContext& context, std::string_view name,
                              std::string_view value);
Result<void> check_number(const CheckContext& context, std::string_view name,
                          std::string_view value);
Result<void> check_meta(const CheckContext& context, std::string_view name, std::string_view value);
Result<void> check_item(const CheckContext& context, std::string_view name, std::string_view value);

}  // namespace penstock::documents
