#include "api/time_series_includes.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <utility>

#include <fmt/format.h>

#include "api/document_list.h"
#include "api/time_series_json.h"
#include "base/json_object_text.h"
#include "base/text.h"
#include "documents/time_series_reader.h"

namespace penstock::api {
namespace {

using documents::TimeSeriesReader;
using documents::TimeSeriesStatistics;

constexpr std::string_view kAllSeries = "@all_timeseries";
/// More than the years that an entry may be of.
constexpr std::int64_t kLastSecondsMax = std::int64_t{10'000} * 366 * 86'400;
constexpr std::int64_t kLastMonthsMax = std::int64_t{10'000} * 12;

Error lists_differ(std::string_view name) {
  return invalid_argument(
      fmt::format("The lists beside the parameter '{}' are not as long as it is.", name));
}

Result<std::int64_t> parse_number(std::string_view text, std::int64_t greatest) {
  std::int64_t number = 0;
  const auto* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, number);
  if (error != std::errc{} || stopped != end || number < 0 || number > greatest) {
    return invalid_argument(
        fmt::format("'{}' is not a number from 0 to {}.", excerpt(text, 64), greatest));
  }
  return number;
}

Result<void> check_type(std::string_view type) {
  if (type == "Last") return {};
  return invalid_argument(fmt::format(
      "A range of a time series is 'Last' or has its times, but not '{}'.", excerpt(type, 64)));
}

Result<TimeSeriesInclude> last_time(std::string_view name, std::string_view value,
                                    std::string_view unit) {
  TimeSeriesInclude include{.name = std::string(name), .range = {}};
  if (unit == "Second") {
    include.last_seconds = std::chrono::seconds(TRY(parse_number(value, kLastSecondsMax)));
  } else if (unit == "Month") {
    include.last_months = std::chrono::months(TRY(parse_number(value, kLastMonthsMax)));
  } else {
    return invalid_argument(
        fmt::format("'{}' is not a unit of time: 'Second' or 'Month'.", excerpt(unit, 64)));
  }
  return include;
}

/// The time so many months before; the last day of a month that is too short.
WallTime months_before(WallTime time, std::chrono::months months) {
  const auto day = std::chrono::floor<std::chrono::days>(time);
  auto date = std::chrono::year_month_day(day) - months;
  if (!date.ok()) date = date.year() / date.month() / std::chrono::last;
  return std::chrono::sys_days(date) + (time - day);
}

/// What of a series an include means.
TimeSeriesRequest request_of(const std::string& id, const std::string& name,
                             const TimeSeriesInclude& include,
                             const std::optional<TimeSeriesStatistics>& statistics) {
  TimeSeriesRequest request{.document_id = id, .name = name, .range = include.range, .page = {}};
  if (!statistics) return request;
  if (include.last_seconds.count() > 0 || include.last_months.count() > 0) {
    const auto from =
        months_before(statistics->range.to, include.last_months) - include.last_seconds;
    request.range.from = std::max(from, documents::kFirstTime);
  }
  if (include.last_entries && *include.last_entries < statistics->entries) {
    request.page.skip = statistics->entries - *include.last_entries;
  }
  return request;
}

Result<std::string> series_of(const TimeSeriesReader& reader, const std::string& id,
                              const std::vector<TimeSeriesInclude>& includes) {
  std::map<std::string, std::string> by_name;
  const auto add = [&](const std::string& name, const TimeSeriesInclude& include,
                       const std::optional<TimeSeriesStatistics>& statistics) -> Result<void> {
    auto& ranges = by_name[name];
    if (!ranges.empty()) ranges += ',';
    ranges += TRY(time_series_range_json(reader, request_of(id, name, include, statistics))) + '}';
    return {};
  };
  for (const auto& include : includes) {
    if (include.name != kAllSeries) {
      TRY(add(include.name, include, TRY(reader.statistics(id, include.name))));
      continue;
    }
    for (const auto& statistics : TRY(reader.all_statistics(id))) {
      TRY(add(statistics.name, include, statistics));
    }
  }
  std::string json;
  JsonObjectText object(json);
  for (const auto& [name, ranges] : by_name) object.json(name, '[' + ranges + ']');
  object.end();
  return json;
}

}  // namespace

Result<std::vector<TimeSeriesInclude>> parse_time_series_includes(const http::Request& request) {
  std::vector<TimeSeriesInclude> includes;
  const auto ranges = request.parameters("timeseries");
  const auto from = request.parameters("from");
  const auto to = request.parameters("to");
  if (from.size() != ranges.size() || to.size() != ranges.size()) return lists_differ("timeseries");
  for (std::size_t i = 0; i < ranges.size(); ++i) {
    const auto range = TRY(parse_time_range(from[i], to[i]));
    includes.push_back({.name = std::string(ranges[i]), .range = range});
  }
  const auto times = request.parameters("timeseriestime");
  const auto types = request.parameters("timeType");
  const auto values = request.parameters("timeValue");
  const auto units = request.parameters("timeUnit");
  if (types.size() != times.size() || values.size() != times.size() ||
      units.size() != times.size()) {
    return lists_differ("timeseriestime");
  }
  for (std::size_t i = 0; i < times.size(); ++i) {
    TRY(check_type(types[i]));
    includes.push_back(TRY(last_time(times[i], values[i], units[i])));
  }
  const auto counts = request.parameters("timeseriescount");
  const auto count_types = request.parameters("countType");
  const auto count_values = request.parameters("countValue");
  if (count_types.size() != counts.size() || count_values.size() != counts.size()) {
    return lists_differ("timeseriescount");
  }
  for (std::size_t i = 0; i < counts.size(); ++i) {
    TRY(check_type(count_types[i]));
    const auto count = TRY(parse_number(count_values[i], std::numeric_limits<std::int32_t>::max()));
    includes.push_back({.name = std::string(counts[i]),
                        .range = {},
                        .last_entries = static_cast<std::uint64_t>(count)});
  }
  return includes;
}

Result<std::string> time_series_includes(const documents::DatabaseSnapshot& snapshot,
                                         const std::set<std::string>& ids,
                                         const std::vector<TimeSeriesInclude>& includes) {
  const TimeSeriesReader reader(snapshot.storage());
  std::string json;
  JsonObjectText object(json);
  for (const auto& id : ids) {
    object.json(id, TRY(series_of(reader, id, includes)));
    if (json.size() > kDocumentsBytesMax) {
      return Error{ErrorCode::kTooLarge, "The time series to include are too large for an answer."};
    }
  }
  object.end();
  return json;
}

}  // namespace penstock::api
