#include "documents/compare_exchange.h"

#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "documents/compare_exchange_records.h"
#include "documents/keys.h"

namespace penstock::documents {

Result<std::string> compare_exchange_text(std::string_view json) {
  if (json.size() > kCompareExchangeBytesMax) {
    return Error{ErrorCode::kTooLarge,
                 fmt::format("a compare-exchange value is over the limit of {} bytes",
                             kCompareExchangeBytesMax)};
  }
  std::string text = TRY(minify_json(json));
  if (text.empty() || text.front() != '{') {
    return invalid_argument("a compare-exchange value is not a JSON object");
  }
  return text;
}

Result<std::optional<CompareExchangeValue>> CompareExchangeReader::get(std::string_view key) const {
  const auto stored = TRY(snapshot_.get(table_key(Table::kCompareExchange, fold_case(key))));
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_compare_exchange(*stored)));
}

Result<std::vector<CompareExchangeValue>> CompareExchangeReader::read(const Page& page) const {
  auto range = table_range(Table::kCompareExchange, fold_case(page.prefix));
  if (!page.after.empty()) {
    auto begin = table_key(Table::kCompareExchange, fold_case(page.after)) + '\0';
    if (begin > range.begin) range.begin = std::move(begin);
  }
  std::vector<CompareExchangeValue> values;
  if (page.count_max == 0) return values;
  std::size_t left_out = 0;
  std::size_t bytes = 0;
  Result<void> decoded;
  TRY(snapshot_.visit(range, [&](std::string_view, std::string_view stored) {
    if (left_out++ < page.skip) return true;
    auto value = decode_compare_exchange(stored);
    if (!value) {
      decoded = std::move(value).error();
      return false;
    }
    bytes += value->value.size();
    values.push_back(*std::move(value));
    return values.size() < page.count_max && bytes < page.bytes_max;
  }));
  TRY(decoded);
  return values;
}

Result<CompareExchangeCounts> CompareExchangeReader::counts() const {
  const auto stored = TRY(snapshot_.get(compare_exchange_counts_key()));
  return stored ? decode_compare_exchange_counts(*stored) : CompareExchangeCounts{};
}

}  // namespace penstock::documents
