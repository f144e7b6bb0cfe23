#include "etl/document/item_commands.h"

#include <iterator>

#include <fmt/format.h>

#include "base/clock.h"
#include "base/json.h"

namespace penstock::etl::document {
namespace {

constexpr std::string_view kFromEtl = R"(,"FromEtl":true})";

void append_named(std::string& out, std::string_view member, std::string_view text) {
  out += '"';
  out += member;
  out += R"(":)";
  append_json_string(out, text);
}

void append_operation(std::string& out, const CounterToLoad& counter) {
  out += counter.value ? R"({"Type":"Put",)" : R"({"Type":"Delete",)";
  append_named(out, "CounterName", counter.name);
  fmt::format_to(std::back_inserter(out), R"(,"Delta":{}}})", counter.value.value_or(0));
}

void append_entry(std::string& out, const documents::TimeSeriesEntry& entry) {
  append_named(out += '{', "Timestamp", format_wire_time(entry.time));
  out += R"(,"Tag":)";
  if (entry.tag.empty()) {
    out += "null";
  } else {
    append_json_string(out, entry.tag);
  }
  out += R"(,"Values":[)";
  for (const double value : entry.values) {
    if (out.back() != '[') out += ',';
    fmt::format_to(std::back_inserter(out), "{}", value);
  }
  out += "]}";
}

void append_range(std::string& out, const documents::TimeRange& range) {
  append_named(out += '{', "From", format_wire_time(range.from));
  append_named(out += ',', "To", format_wire_time(range.to));
  out += '}';
}

template <typename Elements, typename Append>
void append_array(std::string& out, const Elements& elements, Append append) {
  out += '[';
  for (const auto& element : elements) {
    if (out.back() != '[') out += ',';
    append(out, element);
  }
  out += ']';
}

}  // namespace

void separate(std::string& commands) {
  if (!commands.empty()) commands += ',';
}

void append_attachment(std::string& commands, std::string_view id,
                       const AttachmentToLoad& attachment) {
  separate(commands);
  append_named(commands += '{', "Id", id);
  append_named(commands += ',', "Name", attachment.name);
  append_named(commands += ',', "ContentType", attachment.content_type);
  commands += R"(,"ChangeVector":null,"Type":"AttachmentPUT")";
  commands += kFromEtl;
}

void append_attachment_delete(std::string& commands, std::string_view id, std::string_view name) {
  separate(commands);
  append_named(commands += '{', "Id", id);
  append_named(commands += ',', "Name", name);
  commands += R"(,"ChangeVector":null,"Type":"AttachmentDELETE"})";
}

std::size_t append_counters(std::string& commands, std::string_view id,
                            const std::vector<CounterToLoad>& counters) {
  if (counters.empty()) return 0;
  separate(commands);
  append_named(commands += '{', "Id", id);
  append_named(commands += R"(,"Counters":{)", "DocumentId", id);
  commands += R"(,"Operations":)";
  append_array(commands, counters, append_operation);
  commands += R"(},"Type":"Counters")";
  commands += kFromEtl;
  return 1;
}

std::size_t append_time_series(std::string& commands, std::string_view id,
                               const std::vector<TimeSeriesToLoad>& series) {
  std::size_t count = 0;
  for (const auto& one : series) {
    if (one.entries.empty() && one.deleted.empty()) continue;
    separate(commands);
    append_named(commands += '{', "Id", id);
    append_named(commands += R"(,"TimeSeries":{)", "Name", one.name);
    commands += R"(,"Appends":)";
    append_array(commands, one.entries, append_entry);
    commands += R"(,"Deletes":)";
    append_array(commands, one.deleted, append_range);
    commands += R"(},"Type":"TimeSeries")";
    commands += kFromEtl;
    ++count;
  }
  return count;
}

}  // namespace penstock::etl::document
