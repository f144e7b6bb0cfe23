#include "etl/snapshot_reader.h"

#include "documents/compare_exchange.h"
#include "documents/counter_reader.h"
#include "documents/time_series_reader.h"
#include "etl/item_reader.h"

namespace penstock::etl {
namespace {

std::size_t arguments_of(script::DocumentReader::LookUp what) {
  switch (what) {
    case script::DocumentReader::LookUp::kCompareExchange: return 1;
    case script::DocumentReader::LookUp::kCounter: return 2;
    case script::DocumentReader::LookUp::kTimeSeries: return 4;
  }
  return 0;
}

}  // namespace

Result<std::optional<std::string>> SnapshotReader::load(std::string_view id) {
  const auto document = TRY(snapshot_.get(id));
  if (!document) return std::nullopt;
  return document->to_json();
}

Result<std::optional<std::string>> SnapshotReader::look_up(
    LookUp what, const std::vector<std::string>& arguments) {
  if (arguments.size() != arguments_of(what)) {
    return corruption("the script worker asked what it should not");
  }
  const auto& storage = snapshot_.storage();
  switch (what) {
    case LookUp::kCompareExchange: {
      const auto found = TRY(documents::CompareExchangeReader(storage).get(arguments[0]));
      return found ? std::optional(found->value) : std::nullopt;
    }
    case LookUp::kCounter: {
      const auto found = TRY(documents::CounterReader(storage).get(arguments[0], arguments[1]));
      return found ? std::optional(std::to_string(found->value)) : std::nullopt;
    }
    case LookUp::kTimeSeries: return has_entry(arguments);
  }
  return std::nullopt;
}

Result<std::optional<std::string>> SnapshotReader::has_entry(
    const std::vector<std::string>& arguments) const {
  const auto range = TRY(time_range(arguments[2], arguments[3]));
  const auto count = TRY(documents::TimeSeriesReader(snapshot_.storage())
                             .read(arguments[0], arguments[1], range, {.take = 0},
                                   [](const auto&) -> Result<void> { return {}; }));
  return count > 0 ? std::optional<std::string>("true") : std::nullopt;
}

}  // namespace penstock::etl
