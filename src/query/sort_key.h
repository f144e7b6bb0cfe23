#pragma once

#include <string>
#include <variant>
#include <vector>

#include "documents/document.h"
#include "query/literal.h"
#include "query/syntax.h"

// How `order by` puts documents in order.
namespace penstock::query {

/// What one term of `order by` sees of a document: null also for a member that is missing, or that
/// is no number where one is asked for. Of a list the first element counts.
using SortKey = std::variant<std::nullptr_t, Number, std::string>;

/// One key for each term of `order_by`. Text is folded: it sorts without case, by its bytes, and so
/// do numbers unless the term says "as long" or "as double".
std::vector<SortKey> sort_keys(const documents::Document& document,
                               const std::vector<Ordering>& order_by);

/// How two documents stand in the results by their keys. Nulls come first, and last where a term
/// descends, unless it says otherwise.
std::partial_ordering compare_keys(const std::vector<SortKey>& left,
                                   const std::vector<SortKey>& right,
                                   const std::vector<Ordering>& order_by);

/// "file9" before "file10": runs of digits compare as numbers.
std::strong_ordering compare_alphanumeric(std::string_view left, std::string_view right);

}  // namespace penstock::query
