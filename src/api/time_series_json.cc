#include "api/time_series_json.h"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "api/document_list.h"
#include "api/json_object_text.h"
#include "base/json.h"
#include "base/text.h"
#include "base/wire_time.h"

namespace penstock::api {
namespace {

using documents::TimeRange;
using documents::TimeSeriesEntry;
// Its numbers are the doubles that are nearest to their digits, which is what was measured.
namespace dom = simdjson::dom;

Result<WallTime> parse_time(std::string_view text) {
  const auto time = parse_wire_time(text);
  if (!time) return invalid_argument(fmt::format("'{}' is not a date.", excerpt(text, 64)));
  return *time;
}

/// A member that has to be a string; "" if it is missing or null.
Result<std::string_view> text_member(const dom::object& object, std::string_view name) {
  dom::element member;
  if (object[name].get(member) != simdjson::SUCCESS || member.is_null()) return std::string_view();
  std::string_view text;
  if (member.get(text) == simdjson::SUCCESS) return text;
  return invalid_argument(fmt::format("'{}' is not a string.", name));
}

Result<std::vector<double>> values_member(const dom::object& object) {
  dom::array array;
  if (object["Values"].get(array) != simdjson::SUCCESS) {
    return invalid_argument("'Values' is not an array.");
  }
  std::vector<double> values;
  for (const auto element : array) {
    double value = 0;
    if (!element.is_number() || element.get(value) != simdjson::SUCCESS) {
      return invalid_argument("One of 'Values' is not a number.");
    }
    values.push_back(value);
  }
  return values;
}

Result<TimeSeriesEntry> read_entry(const dom::object& object) {
  const auto time = TRY(text_member(object, "Timestamp"));
  if (time.empty()) return invalid_argument("'Timestamp' is missing.");
  return TimeSeriesEntry{.time = TRY(parse_time(time)),
                         .values = TRY(values_member(object)),
                         .tag = std::string(TRY(text_member(object, "Tag")))};
}

Result<TimeRange> read_range(const dom::object& object) {
  return parse_time_range(TRY(text_member(object, "From")), TRY(text_member(object, "To")));
}

/// The items of a list of objects; none if it is missing or null.
template <typename Item>
Result<std::vector<Item>> list_member(const dom::object& object, std::string_view name,
                                      Result<Item> (*read)(const dom::object&)) {
  std::vector<Item> items;
  dom::element member;
  if (object[name].get(member) != simdjson::SUCCESS || member.is_null()) return items;
  dom::array array;
  if (member.get(array) != simdjson::SUCCESS) {
    return invalid_argument(fmt::format("'{}' is not an array.", name));
  }
  for (const auto element : array) {
    dom::object item;
    if (element.get(item) != simdjson::SUCCESS) {
      return invalid_argument(fmt::format("One of '{}' is not an object.", name));
    }
    items.push_back(TRY(read(item)));
  }
  return items;
}

/// Writes the entries of a range as they are read.
class RangeText {
 public:
  explicit RangeText(const std::string& node) : node_(node) {}

  Result<void> add(const TimeSeriesEntry& entry) {
    if (count_++ == 0) first_ = entry.time;
    last_ = entry.time;
    if (count_ > 1) entries_ += ',';
    const auto values = numbers(entry.values);
    JsonObjectText object(entries_);
    object.text("Timestamp", format_wire_time(entry.time));
    if (entry.tag.empty()) {
      object.json("Tag", "null");
    } else {
      object.text("Tag", entry.tag);
    }
    object.json("Values", values).json("IsRollup", "false");
    if (!node_.empty()) {
      std::string nodes;
      JsonObjectText(nodes).json(node_, values).end();
      object.json("NodeValues", nodes);
    }
    object.end();
    if (entries_.size() <= kDocumentsBytesMax) return {};
    return Error{ErrorCode::kTooLarge, "The answer would be too large; ask for a page of it."};
  }

  // A page that leaves something out says where it begins and ends, for clients keep what they
  // have read of a series.
  std::string finish(const TimeSeriesRequest& request, std::uint64_t total) const {
    const bool is_from_begin = request.page.skip == 0 || count_ == 0;
    const bool is_to_end = count_ == 0 || request.page.skip + count_ >= total;
    std::string json;
    JsonObjectText(json)
        .text("From", bound(is_from_begin ? request.range.from : first_))
        .text("To", bound(is_to_end ? request.range.to : last_))
        .json("Entries", '[' + entries_ + ']')
        .json("TotalResults", std::to_string(total));
    return json;
  }

 private:
  static std::string numbers(const std::vector<double>& values) {
    return fmt::format("[{}]", fmt::join(values, ","));
  }
  static std::string bound(WallTime time) {
    if (time == documents::kFirstTime) return "0001-01-01T00:00:00.0000000";
    if (time == documents::kLastTime) return "9999-12-31T23:59:59.9999999";
    return format_wire_time(time);
  }

  const std::string& node_;
  std::string entries_;
  std::size_t count_ = 0;
  WallTime first_;
  WallTime last_;
};

}  // namespace

Result<documents::TimeSeriesChanges> parse_time_series_changes(std::string_view json) {
  dom::parser parser(json.size() + simdjson::SIMDJSON_PADDING);
  dom::object object;
  if (const auto error = parser.parse(json.data(), json.size()).get(object)) {
    return invalid_argument(fmt::format("The changes of a time series are not a JSON object: {}",
                                        simdjson::error_message(error)));
  }
  documents::TimeSeriesChanges changes;
  changes.name = TRY(text_member(object, "Name"));
  changes.deletes = TRY(list_member(object, "Deletes", read_range));
  changes.appends = TRY(list_member(object, "Appends", read_entry));
  changes.increments = TRY(list_member(object, "Increments", read_entry));
  return changes;
}

Result<TimeRange> parse_time_range(std::string_view from, std::string_view to) {
  TimeRange range;
  if (!from.empty()) range.from = TRY(parse_time(from));
  if (!to.empty()) range.to = TRY(parse_time(to));
  if (range.from <= range.to) return range;
  return invalid_argument(fmt::format("The range from {} to {} ends before it begins.",
                                      excerpt(from, 64), excerpt(to, 64)));
}

Result<std::string> time_series_range_json(const documents::TimeSeriesReader& reader,
                                           const TimeSeriesRequest& request,
                                           const documents::TimeSeriesReader::TakeEntry& take) {
  RangeText text(request.node);
  const auto total = TRY(reader.read(request.document_id, request.name, request.range, request.page,
                                     [&](const TimeSeriesEntry& entry) -> Result<void> {
                                       if (take) TRY(take(entry));
                                       return text.add(entry);
                                     }));
  return text.finish(request, total);
}

}  // namespace penstock::api
