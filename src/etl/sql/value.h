#pragma once

#include <optional>
#include <string>

#include "etl/sql/driver/row_format.h"
#include "etl/sql/loaded_object.h"
#include "etl/sql/table.h"

namespace penstock::etl::sql {

/// Why a value does not fit its column, for a person who is told column and value too (refusal.h);
/// nothing if it fits as far as can be told before the destination sees it.
using Objection = std::optional<std::string>;

/// Appends the value of `member` to `row` as `column` takes it. What is not checked here the
/// destination refuses itself; checked is what is cheap and common, so that bad documents need not
/// be searched for in a failed batch.
Objection append_value(const Member& member, const Column& column, const RowFormat& format,
                       std::string& row);

/// The same for text that is no member: the document id.
Objection append_text_value(std::string_view text, const Column& column, const RowFormat& format,
                            std::string& row);

}  // namespace penstock::etl::sql
