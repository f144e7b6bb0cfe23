#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "etl/attached_items.h"

// Commands of `bulk_docs` for what hangs on documents, appended to others with a comma between.
// All but deletes say that they come from an ETL: where the document is not there they do nothing,
// and an id that ends with a slash is that of the document put just before.
namespace penstock::etl::document {

/// A comma, unless `commands` is empty.
void separate(std::string& commands);

void append_attachment(std::string& commands, std::string_view id,
                       const AttachmentToLoad& attachment);
void append_attachment_delete(std::string& commands, std::string_view id, std::string_view name);

/// Absolute values. Returns the number of commands: one, or none without counters.
std::size_t append_counters(std::string& commands, std::string_view id,
                            const std::vector<CounterToLoad>& counters);

/// One command for each series. Returns their number.
std::size_t append_time_series(std::string& commands, std::string_view id,
                               const std::vector<TimeSeriesToLoad>& series);

}  // namespace penstock::etl::document
