#include "api/smuggler/dump_options.h"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <fmt/format.h>

#include "api/request_reading.h"
#include "base/json.h"
#include "base/text.h"

namespace penstock::api {
namespace {

namespace json = boost::json;

/// "Documents, Attachments", or an array of such names.
Result<std::vector<std::string>> names_member(const json::object& object, std::string_view name) {
  const auto* member = object.if_contains(name);
  if (member == nullptr || !member->is_string()) return strings_member(object, name);
  std::vector<std::string> names;
  std::string_view rest = member->get_string();
  while (!rest.empty()) {
    auto part = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), part.size() + 1));
    while (part.starts_with(' ')) part.remove_prefix(1);
    while (part.ends_with(' ')) part.remove_suffix(1);
    if (!part.empty()) names.emplace_back(part);
  }
  return names;
}

Result<void> refuse(const json::object& object, std::string_view name, std::string_view what) {
  if (TRY(string_member(object, name)).empty()) return {};
  return invalid_argument(fmt::format("'{}': {} is not supported.", name, what));
}

std::optional<DumpItem> item_of(std::string_view type) {
  // What counters were called before they came in groups.
  if (equal_ignoring_case(type, "Counters")) return DumpItem::kCounters;
  for (const auto& known : kDumpItems) {
    if (equal_ignoring_case(known.type, type)) return known.item;
  }
  return std::nullopt;
}

}  // namespace

DumpOptions::DumpOptions() {
  for (const auto& known : kDumpItems) items.insert(known.item);
}

Result<DumpOptions> DumpOptions::parse(std::string_view text) {
  DumpOptions options;
  if (text.empty()) return options;
  const auto parsed = TRY(parse_json(text));
  if (!parsed.is_object()) return invalid_argument("The options are not a JSON object.");
  const auto& object = parsed.get_object();
  TRY(refuse(object, "TransformScript", "a script that transforms a dump"));
  TRY(refuse(object, "EncryptionKey", "an encrypted dump"));
  const auto compression = TRY(string_member(object, "CompressionAlgorithm"));
  if (!compression.empty() && !equal_ignoring_case(compression, "Gzip")) {
    return invalid_argument("'CompressionAlgorithm': only Gzip is supported.");
  }
  if (object.contains("OperateOnTypes")) {
    options.items.clear();
    for (const auto& type : TRY(names_member(object, "OperateOnTypes"))) {
      if (const auto item = item_of(type)) options.items.insert(*item);
    }
  }
  for (const auto* name : {"OperateOnDatabaseRecordType", "OperateOnDatabaseRecordTypes"}) {
    for (const auto& type : TRY(names_member(object, name))) {
      options.record_types.insert(fold_case(type));
    }
  }
  options.collections = TRY(strings_member(object, "Collections"));
  options.include_expired = TRY(flag_member(object, "IncludeExpired", true));
  options.include_archived = TRY(flag_member(object, "IncludeArchived", true));
  return options;
}

bool DumpOptions::wants_collection(std::string_view name) const {
  return collections.empty() ||
         std::any_of(collections.begin(), collections.end(),
                     [&](const auto& wanted) { return equal_ignoring_case(wanted, name); });
}

bool DumpOptions::wants_record_member(std::string_view name) const {
  return record_types.empty() || record_types.contains(fold_case(name));
}

}  // namespace penstock::api
