#include "etl/document/item_commands.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "base/clock.h"
#include "base/json_object_text.h"

namespace penstock::etl::document {
namespace {

void append_operation(std::string& out, const CounterToLoad& counter) {
  JsonObjectText(out)
      .text("Type", counter.value ? "Put" : "Delete")
      .text("CounterName", counter.name)
      .json("Delta", fmt::to_string(counter.value.value_or(0)))
      .end();
}

void append_entry(std::string& out, const documents::TimeSeriesEntry& entry) {
  JsonObjectText object(out);
  object.text("Timestamp", format_wire_time(entry.time));
  if (entry.tag.empty()) {
    object.json("Tag", "null");
  } else {
    object.text("Tag", entry.tag);
  }
  object.json("Values", fmt::format("[{}]", fmt::join(entry.values, ","))).end();
}

void append_range(std::string& out, const documents::TimeRange& range) {
  JsonObjectText(out)
      .text("From", format_wire_time(range.from))
      .text("To", format_wire_time(range.to))
      .end();
}

template <typename Elements, typename Append>
std::string array_of(const Elements& elements, Append append) {
  std::string json = "[";
  for (const auto& element : elements) {
    if (json.back() != '[') json += ',';
    append(json, element);
  }
  return json + ']';
}

/// With the separator from the commands before it.
JsonObjectText begin_command(std::string& commands, std::string_view id) {
  separate(commands);
  JsonObjectText command(commands);
  command.text("Id", id);
  return command;
}

void end_from_etl(JsonObjectText& command, std::string_view type) {
  command.text("Type", type).json("FromEtl", "true").end();
}

}  // namespace

void separate(std::string& commands) {
  if (!commands.empty()) commands += ',';
}

void append_attachment(std::string& commands, std::string_view id,
                       const AttachmentToLoad& attachment) {
  auto command = begin_command(commands, id);
  command.text("Name", attachment.name)
      .text("ContentType", attachment.content_type)
      .json("ChangeVector", "null");
  end_from_etl(command, "AttachmentPUT");
}

void append_attachment_delete(std::string& commands, std::string_view id, std::string_view name) {
  begin_command(commands, id)
      .text("Name", name)
      .json("ChangeVector", "null")
      .text("Type", "AttachmentDELETE")
      .end();
}

std::size_t append_counters(std::string& commands, std::string_view id,
                            const std::vector<CounterToLoad>& counters) {
  if (counters.empty()) return 0;
  std::string operations;
  JsonObjectText(operations)
      .text("DocumentId", id)
      .json("Operations", array_of(counters, append_operation))
      .end();
  auto command = begin_command(commands, id);
  command.json("Counters", operations);
  end_from_etl(command, "Counters");
  return 1;
}

std::size_t append_time_series(std::string& commands, std::string_view id,
                               const std::vector<TimeSeriesToLoad>& series) {
  std::size_t count = 0;
  for (const auto& one : series) {
    if (one.entries.empty() && one.deleted.empty()) continue;
    std::string operation;
    JsonObjectText(operation)
        .text("Name", one.name)
        .json("Appends", array_of(one.entries, append_entry))
        .json("Deletes", array_of(one.deleted, append_range))
        .end();
    auto command = begin_command(commands, id);
    command.json("TimeSeries", operation);
    end_from_etl(command, "TimeSeries");
    ++count;
  }
  return count;
}

}  // namespace penstock::etl::document
