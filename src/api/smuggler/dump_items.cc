#include "api/smuggler/dump_items.h"

#include <charconv>
#include <system_error>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/request_reading.h"
#include "api/time_series_json.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/wire_time.h"
#include "documents/attachment.h"
#include "documents/compare_exchange.h"
#include "documents/derived_metadata.h"
#include "documents/json_members.h"

namespace penstock::api {
namespace {

namespace json = boost::json;
using documents::CounterOperation;

/// The value and the etag of a counter at one node.
constexpr std::size_t kCounterBytes = 16;

Result<json::object> parse_object(std::string_view text) {
  auto value = TRY(parse_json(text));
  if (!value.is_object()) return invalid_argument("it is not a JSON object");
  return std::move(value.get_object());
}

/// "" if there is none.
std::string_view member_text(std::string_view minified, std::string_view name) {
  documents::JsonMembers members(minified);
  while (const auto member = members.next()) {
    if (member->name == name) return member->value;
  }
  return {};
}

Result<std::string> required_member(const json::object& object, std::string_view name) {
  auto text = TRY(string_member(object, name));
  if (text.empty()) return invalid_argument(fmt::format("'{}' is missing", name));
  return text;
}

Result<std::optional<WallTime>> time_member(const json::object& object, std::string_view name) {
  const auto text = TRY(string_member(object, name));
  if (text.empty()) return std::nullopt;
  const auto time = parse_wire_time(text);
  if (!time) return invalid_argument(fmt::format("'{}' is not a date: '{}'", name, text));
  return std::optional(*time);
}

Result<std::vector<DumpAttachment>> attachments_of(const json::object& metadata) {
  std::vector<DumpAttachment> attachments;
  const auto* list = metadata.if_contains("@attachments");
  if (list == nullptr || list->is_null()) return attachments;
  if (!list->is_array()) return invalid_argument("'@attachments' is not an array");
  for (const auto& entry : list->get_array()) {
    if (!entry.is_object()) return invalid_argument("'@attachments' holds something else");
    const auto& object = entry.get_object();
    auto& attachment = attachments.emplace_back();
    attachment.name = TRY(required_member(object, "Name"));
    attachment.hash = TRY(required_member(object, "Hash"));
    attachment.content_type = TRY(string_member(object, "ContentType"));
  }
  return attachments;
}

/// What of a metadata's text the server derived.
std::string derived_of(std::string_view metadata) {
  std::string derived;
  for (const std::string_view name : {"@flags", "@attachments", "@counters", "@timeseries"}) {
    const auto value = member_text(metadata, name);
    if (value.empty() || value == "null") continue;
    derived += derived.empty() ? "{" : ",";
    derived += fmt::format("\"{}\":{}", name, value);
  }
  return derived.empty() ? derived : derived + '}';
}

/// The sum of what all nodes have counted.
Result<std::int64_t> counted(std::string_view base64) {
  const auto bytes = from_base64(base64);
  if (!bytes || bytes->empty() || bytes->size() % kCounterBytes != 0) {
    return invalid_argument("the value of a counter does not decode");
  }
  std::uint64_t sum = 0;
  for (std::size_t node = 0; node < bytes->size(); node += kCounterBytes) {
    std::uint64_t value = 0;
    for (std::size_t byte = 8; byte-- > 0;) {
      value = value << 8 | static_cast<std::uint8_t>((*bytes)[node + byte]);
    }
    sum += value;
  }
  return static_cast<std::int64_t>(sum);
}

Result<void> add_counter(DumpCounters& counters, std::string name, const json::value& value) {
  CounterOperation operation{
      .type = CounterOperation::Type::kPut, .name = std::move(name), .amount = 0};
  if (value.is_int64()) {
    operation.amount = value.get_int64();
  } else if (value.is_string()) {
    const std::string_view text = value.get_string();
    // A change vector stands for a counter that was deleted; base64 has no colon.
    if (text.find(':') != std::string_view::npos) return {};
    operation.amount = TRY(counted(text));
  } else {
    return {};  // Deleted.
  }
  counters.operations.push_back(std::move(operation));
  return {};
}

Result<void> add_group(DumpCounters& counters, const json::object& values) {
  const auto* by_name = values.if_contains("@vals");
  if (by_name == nullptr || !by_name->is_object()) return invalid_argument("'@vals' is missing");
  const auto* names = values.if_contains("@names");
  for (const auto& [folded, value] : by_name->get_object()) {
    std::string name(folded);
    if (names != nullptr && names->is_object()) {
      const auto spelled = TRY(string_member(names->get_object(), folded));
      if (!spelled.empty()) name = spelled;
    }
    TRY(add_counter(counters, std::move(name), value));
  }
  return {};
}

/// What a JSON string says.
Result<std::string> text_of(std::string_view json_string) {
  const auto value = TRY(parse_json(json_string));
  return std::string(value.get_string());
}

}  // namespace

Result<DumpDocument> DumpDocument::parse(std::string_view text) {
  const auto minified = TRY(minify_json(text));
  if (!minified.starts_with('{')) return invalid_argument("it is not a JSON object");
  const auto metadata_text = member_text(minified, "@metadata");
  if (metadata_text.empty()) return invalid_argument("'@metadata' is missing");
  const auto metadata = TRY(parse_object(metadata_text));
  DumpDocument document;
  document.id = TRY(required_member(metadata, "@id"));
  if (document.id.ends_with('/') || document.id.ends_with('|')) {
    return invalid_argument(fmt::format("'{}' is not the id of a document", document.id));
  }
  document.content = TRY(documents::DocumentContent::parse(minified));
  document.last_modified = TRY(time_member(metadata, "@last-modified"));
  document.attachments = TRY(attachments_of(metadata));
  document.derived = derived_of(metadata_text);
  return document;
}

// What it says of itself may be missing or wrong in a dump.
Result<documents::Document> DumpDocument::to_revision() const {
  using documents::DocumentFlag;
  auto said = documents::DerivedMetadata::parse(derived);
  if (!said.has_flag(DocumentFlag::kDeleteRevision)) said.set_flag(DocumentFlag::kRevision, true);
  for (const auto& list : {said.counters(), said.time_series()}) {
    if (!list.empty() && !list.starts_with('[')) {
      return invalid_argument("'@counters' or '@timeseries' is not an array");
    }
  }
  if (!documents::parse_attachments(said.attachments())) {
    return invalid_argument("'@attachments' does not say what is attached");
  }
  return documents::Document{.id = id,
                             .etag = {},
                             .change_vector = {},
                             .collection = content.collection,
                             .last_modified = last_modified.value_or(WallTime{}),
                             .metadata = content.metadata,
                             .derived = said.to_json(),
                             .body = content.body};
}

Result<std::optional<DumpContent>> DumpContent::parse(std::string_view text) {
  // Almost all elements are documents, and large: this one has few bytes.
  constexpr std::size_t kBytesMax = 1024;
  if (text.size() > kBytesMax || text.find("@export-type") == std::string_view::npos) {
    return std::nullopt;
  }
  const auto object = TRY(parse_object(text));
  const auto* metadata = object.if_contains("@metadata");
  if (metadata == nullptr || !metadata->is_object()) return std::nullopt;
  if (TRY(string_member(metadata->get_object(), "@export-type")) != "Attachment") {
    return std::nullopt;
  }
  DumpContent content;
  content.hash = TRY(required_member(object, "Hash"));
  content.size = TRY(whole_number_member(object, "Size"));
  return std::optional(std::move(content));
}

Result<DumpCounters> DumpCounters::parse(std::string_view text) {
  const auto object = TRY(parse_object(text));
  DumpCounters counters;
  counters.id = TRY(required_member(object, "DocId"));
  const auto* values = object.if_contains("Values");
  if (values != nullptr && values->is_object()) {
    TRY(add_group(counters, values->get_object()));
    return counters;
  }
  const auto* value = object.if_contains("Value");
  if (value == nullptr) return invalid_argument("'Values' is missing");
  TRY(add_counter(counters, TRY(required_member(object, "Name")), *value));
  return counters;
}

Result<DumpTimeSeries> DumpTimeSeries::parse(std::string_view text) {
  const auto object = TRY(parse_object(text));
  DumpTimeSeries series;
  series.id = TRY(required_member(object, "DocumentId"));
  series.collection = TRY(string_member(object, "Collection"));
  auto& changes = series.changes;
  changes = TRY(parse_time_series_changes(text));
  // Entries that are counted up can only be counted, so from nothing.
  if (documents::is_incremental(changes.name) && !changes.appends.empty()) {
    changes.deletes = {{changes.appends.front().time, changes.appends.back().time}};
    changes.increments = std::exchange(changes.appends, {});
  }
  return series;
}

Result<DumpIdentity> DumpIdentity::parse(std::string_view text) {
  const auto object = TRY(parse_object(text));
  DumpIdentity identity{.name = TRY(required_member(object, "Key")), .last = 0};
  const auto* value = object.if_contains("Value");
  if (value == nullptr || !value->is_string()) {
    identity.last = TRY(whole_number_member(object, "Value"));
    return identity;
  }
  const std::string_view digits = value->get_string();
  const auto parsed = std::from_chars(digits.begin(), digits.end(), identity.last);
  if (parsed.ec != std::errc() || parsed.ptr != digits.end()) {
    return invalid_argument("the 'Value' of an identity is not a number");
  }
  return identity;
}

Result<DumpCompareExchange> DumpCompareExchange::parse(std::string_view text) {
  const auto minified = TRY(minify_json(text));
  const auto key = member_text(minified, "Key");
  auto value = std::string(member_text(minified, "Value"));
  if (!key.starts_with('"') || value.empty()) {
    return invalid_argument("'Key' or 'Value' is missing");
  }
  if (value.starts_with('"')) value = TRY(text_of(value));
  DumpCompareExchange item;
  item.key = TRY(text_of(key));
  item.value = TRY(documents::compare_exchange_text(value));
  return item;
}

Result<std::uint64_t> segment_bytes(std::string_view text) {
  return whole_number_member(TRY(parse_object(text)), "SegmentSize");
}

Result<std::optional<DumpTombstone>> DumpTombstone::parse(std::string_view text) {
  const auto object = TRY(parse_object(text));
  const auto type = TRY(string_member(object, "Type"));
  if (!type.empty() && type != "Document") return std::nullopt;
  DumpTombstone tombstone;
  tombstone.id = TRY(required_member(object, "Key"));
  tombstone.collection = TRY(string_member(object, "Collection"));
  if (tombstone.collection.empty()) tombstone.collection = documents::kEmptyCollection;
  tombstone.deleted_at = TRY(time_member(object, "LastModified"));
  return std::optional(std::move(tombstone));
}

}  // namespace penstock::api
