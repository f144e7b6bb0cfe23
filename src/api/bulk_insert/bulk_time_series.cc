#include "api/bulk_insert/bulk_time_series.h"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/request_reading.h"
#include "base/text.h"
#include "documents/commit_tables.h"
#include "documents/time_series.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

using documents::TimeSeriesEntry;

/// How the times of a command are counted.
struct TimeFormat {
  /// One microsecond in it, or the other way round.
  std::int64_t units_per_microsecond = 0;
  std::int64_t microseconds_per_unit = 0;
  WallTime zero;
};

Result<TimeFormat> read_format(const json::object& series) {
  constexpr WallTime kUnixZero{};
  const auto name = TRY(string_member(series, "TimeFormat"));
  if (name == "UnixTimeInMs") return TimeFormat{0, 1000, kUnixZero};
  if (name == "UnixTimeInNs") return TimeFormat{1000, 0, kUnixZero};
  if (name == "DotNetTicks" || name.empty()) return TimeFormat{10, 0, documents::kFirstTime};
  return invalid_argument(fmt::format("There is no TimeFormat '{}'.", excerpt(name, 64)));
}

Result<WallTime> read_time(const json::value& value, const TimeFormat& format) {
  // Far beyond any time, and far from overflowing.
  constexpr std::int64_t kMicrosecondsMax = std::int64_t{1} << 60;
  const auto* number = value.if_int64();
  if (number == nullptr) return invalid_argument("the time is not a whole number");
  const auto unit = format.microseconds_per_unit;
  if (unit > 0 && (*number > kMicrosecondsMax / unit || *number < -kMicrosecondsMax / unit)) {
    return invalid_argument("the time is out of bounds");
  }
  const auto microseconds = unit > 0 ? *number * unit : *number / format.units_per_microsecond;
  return format.zero + std::chrono::microseconds(microseconds);
}

Result<double> read_number(const json::value& value) {
  boost::system::error_code failed;
  const auto number = value.to_number<double>(failed);
  if (failed) return invalid_argument("a value is not a number");
  return number;
}

Result<TimeSeriesEntry> read_entry(const json::value& value, const TimeFormat& format) {
  const auto* parts = value.if_array();
  const auto* count = parts == nullptr || parts->size() < 2 ? nullptr : (*parts)[1].if_int64();
  if (count == nullptr || *count < 0 || static_cast<std::uint64_t>(*count) > parts->size() - 2) {
    return invalid_argument("it is not [time, number of values, values..]");
  }
  const auto values_end = 2 + static_cast<std::size_t>(*count);
  TimeSeriesEntry entry{.time = TRY(read_time((*parts)[0], format)), .values = {}, .tag = {}};
  for (std::size_t i = 2; i < values_end; ++i) {
    entry.values.push_back(TRY(read_number((*parts)[i])));
  }
  if (parts->size() == values_end) return entry;
  const auto& tag = (*parts)[values_end];
  if (parts->size() > values_end + 1 || !(tag.is_string() || tag.is_null())) {
    return invalid_argument("behind its values is more than a tag");
  }
  if (tag.is_string()) entry.tag = std::string(tag.get_string());
  return entry;
}

Result<std::vector<TimeSeriesEntry>> read_entries(const json::object& series) {
  const auto format = TRY(read_format(series));
  const auto* appends = series.if_contains("Appends");
  if (appends == nullptr || !appends->is_array()) {
    return invalid_argument("'Appends' is not an array.");
  }
  std::vector<TimeSeriesEntry> entries;
  entries.reserve(appends->get_array().size());
  for (const auto& value : appends->get_array()) {
    auto entry = read_entry(value, format);
    if (!entry) return entry.error().within(fmt::format("Entry {}", entries.size()));
    entries.push_back(*std::move(entry));
  }
  return entries;
}

class BulkTimeSeries final : public BatchCommand {
 public:
  BulkTimeSeries(std::string id, documents::TimeSeriesChanges changes)
      : id_(std::move(id)), changes_(std::move(changes)) {}

  Result<void> apply(BatchRun& run) const override {
    TRY(run.context.tables().time_series.apply(id_, changes_));
    return {};
  }

 private:
  std::string id_;
  documents::TimeSeriesChanges changes_;
};

}  // namespace

Result<std::unique_ptr<BatchCommand>> parse_bulk_time_series(const CommandMembers& members) {
  auto id = TRY(members.required_text("Id"));
  const auto series = TRY(members.object("TimeSeries"));
  documents::TimeSeriesChanges changes{
      .name = TRY(string_member(series, "Name")), .deletes = {}, .appends = {}, .increments = {}};
  auto& entries = documents::is_incremental(changes.name) ? changes.increments : changes.appends;
  entries = TRY(read_entries(series));
  return std::make_unique<BulkTimeSeries>(std::move(id), std::move(changes));
}

}  // namespace penstock::api
