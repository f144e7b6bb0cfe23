#include "api/time_series_json.h"

#include <optional>
#include <utility>

#include <fmt/format.h>
#include <simdjson.h>

#include "api/document_list.h"
#include "base/json.h"
#include "base/json_object_text.h"
#include "base/text.h"
#include "base/wire_time.h"

namespace penstock::api {
namespace {

using documents::TimeRange;
using documents::TimeSeriesChanges;
using documents::TimeSeriesEntry;
namespace ondemand = simdjson::ondemand;

Error malformed(simdjson::error_code error) {
  return invalid_argument(fmt::format("The changes of a time series are not valid JSON: {}",
                                      simdjson::error_message(error)));
}

Result<WallTime> parse_time(std::string_view text) {
  const auto time = parse_wire_time(text);
  if (!time) return invalid_argument(fmt::format("'{}' is not a date.", excerpt(text, 64)));
  return *time;
}

Result<bool> is_null(ondemand::value value) {
  ondemand::json_type type{};
  if (const auto error = value.type().get(type)) return malformed(error);
  return type == ondemand::json_type::null;
}

/// A member; nothing if it is missing or null.
Result<std::optional<ondemand::value>> find_member(ondemand::object& object,
                                                   std::string_view name) {
  ondemand::value value;
  const auto error = object.find_field_unordered(name).get(value);
  if (error == simdjson::NO_SUCH_FIELD) return std::nullopt;
  if (error != simdjson::SUCCESS) return malformed(error);
  if (TRY(is_null(value))) return std::nullopt;
  return std::optional(value);
}

Result<std::string> read_text(ondemand::value value, std::string_view name) {
  std::string_view text;
  if (value.get_string().get(text) == simdjson::SUCCESS) return std::string(text);
  return invalid_argument(fmt::format("'{}' is not a string.", name));
}

/// A member that has to be a string; "" if it is missing or null.
Result<std::string> text_member(ondemand::object& object, std::string_view name) {
  const auto member = TRY(find_member(object, name));
  return member ? read_text(*member, name) : std::string();
}

// The doubles nearest to their digits: what was measured.
Result<std::vector<double>> values_member(ondemand::object& object) {
  auto member = TRY(find_member(object, "Values"));
  ondemand::array array;
  if (!member || member->get_array().get(array) != simdjson::SUCCESS) {
    return invalid_argument("'Values' is not an array.");
  }
  std::vector<double> values;
  for (auto element : array) {
    double value = 0;
    if (element.get_double().get(value) != simdjson::SUCCESS) {
      return invalid_argument("One of 'Values' is not a number.");
    }
    values.push_back(value);
  }
  return values;
}

Result<TimeSeriesEntry> read_entry(ondemand::object& object) {
  const auto time = TRY(text_member(object, "Timestamp"));
  if (time.empty()) return invalid_argument("'Timestamp' is missing.");
  TimeSeriesEntry entry;
  entry.time = TRY(parse_time(time));
  entry.values = TRY(values_member(object));
  entry.tag = TRY(text_member(object, "Tag"));
  return entry;
}

Result<TimeRange> read_range(ondemand::object& object) {
  const auto from = TRY(text_member(object, "From"));
  return parse_time_range(from, TRY(text_member(object, "To")));
}

/// A list of objects; none if it is null.
template <typename Item>
Result<std::vector<Item>> read_list(ondemand::value value, std::string_view name,
                                    Result<Item> (*read)(ondemand::object&)) {
  std::vector<Item> items;
  if (TRY(is_null(value))) return items;
  ondemand::array array;
  if (value.get_array().get(array) != simdjson::SUCCESS) {
    return invalid_argument(fmt::format("'{}' is not an array.", name));
  }
  for (auto element : array) {
    ondemand::object item;
    if (element.get_object().get(item) != simdjson::SUCCESS) {
      return invalid_argument(fmt::format("One of '{}' is not an object.", name));
    }
    items.push_back(TRY(read(item)));
  }
  return items;
}

Result<void> read_member(std::string_view name, ondemand::value value, TimeSeriesChanges& changes) {
  if (name == "Name") changes.name = TRY(read_text(value, name));
  if (name == "Deletes") changes.deletes = TRY(read_list(value, name, read_range));
  if (name == "Appends") changes.appends = TRY(read_list(value, name, read_entry));
  if (name == "Increments") changes.increments = TRY(read_list(value, name, read_entry));
  return {};
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

Result<TimeSeriesChanges> parse_time_series_changes(std::string_view json) {
  const simdjson::padded_string padded(json);
  ondemand::parser parser;
  ondemand::document document;
  ondemand::object members;
  if (const auto error = parser.iterate(padded).get(document)) return malformed(error);
  if (const auto error = document.get_object().get(members)) return malformed(error);
  TimeSeriesChanges changes;
  for (auto member : members) {
    ondemand::field field;
    std::string_view name;
    if (const auto error = std::move(member).get(field)) return malformed(error);
    if (const auto error = field.unescaped_key().get(name)) return malformed(error);
    TRY(read_member(name, field.value(), changes));
  }
  // Nothing is left to point at when all of the text was read.
  if (document.current_location().error() != simdjson::OUT_OF_BOUNDS) {
    return malformed(simdjson::TRAILING_CONTENT);
  }
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
