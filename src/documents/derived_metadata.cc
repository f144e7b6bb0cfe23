#include "documents/derived_metadata.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>

#include "base/json.h"
#include "documents/json_members.h"

namespace penstock::documents {
namespace {

constexpr std::string_view kSeparator = ", ";

/// By their values.
constexpr std::array<std::string_view, 7> kFlagNames = {
    "HasAttachments", "HasCounters",    "HasTimeSeries", "HasRevisions",
    "Revision",       "DeleteRevision", "ForceCreated"};

constexpr std::uint8_t bit_of(std::size_t flag) { return static_cast<std::uint8_t>(1U << flag); }

/// The bits of "HasCounters, Revision".
std::uint8_t parse_flags(std::string_view names) {
  std::uint8_t flags = 0;
  while (!names.empty()) {
    const auto name = names.substr(0, names.find(kSeparator));
    for (std::size_t flag = 0; flag < kFlagNames.size(); ++flag) {
      if (kFlagNames[flag] == name) flags |= bit_of(flag);
    }
    names.remove_prefix(std::min(names.size(), name.size() + kSeparator.size()));
  }
  return flags;
}

void append_member(std::string& json, std::string_view name, std::string_view value) {
  if (value.empty()) return;
  json += json.empty() ? "{\"" : ",\"";
  json += name;
  json += "\":";
  json += value;
}

}  // namespace

std::string names_json(const std::vector<std::string>& names) {
  std::string json;
  for (const auto& name : names) {
    json += json.empty() ? '[' : ',';
    append_json_string(json, name);
  }
  return json.empty() ? json : json + ']';
}

DerivedMetadata DerivedMetadata::parse(std::string_view text) {
  DerivedMetadata derived;
  if (text.empty()) return derived;
  JsonMembers members(text);
  while (const auto member = members.next()) {
    const auto value = member->value;
    if (member->name == "@flags") derived.flags_ = parse_flags(value.substr(1, value.size() - 2));
    if (member->name == "@attachments") derived.attachments_ = value;
    if (member->name == "@counters") derived.counters_ = value;
    if (member->name == "@timeseries") derived.time_series_ = value;
  }
  return derived;
}

void DerivedMetadata::set_attachments(std::string array) {
  set_list(attachments_, std::move(array), DocumentFlag::kHasAttachments);
}

void DerivedMetadata::set_counters(std::string array) {
  set_list(counters_, std::move(array), DocumentFlag::kHasCounters);
}

void DerivedMetadata::set_time_series(std::string array) {
  set_list(time_series_, std::move(array), DocumentFlag::kHasTimeSeries);
}

void DerivedMetadata::set_list(std::string& list, std::string array, DocumentFlag flag) {
  list = array == "[]" ? std::string() : std::move(array);
  set_flag(flag, !list.empty());
}

void DerivedMetadata::set_flag(DocumentFlag flag, bool on) {
  const auto bit = bit_of(static_cast<std::size_t>(flag));
  flags_ = static_cast<std::uint8_t>(on ? flags_ | bit : flags_ & ~bit);
}

bool DerivedMetadata::has_flag(DocumentFlag flag) const {
  return (flags_ & bit_of(static_cast<std::size_t>(flag))) != 0;
}

std::string DerivedMetadata::flags() const {
  std::string names;
  for (std::size_t flag = 0; flag < kFlagNames.size(); ++flag) {
    if ((flags_ & bit_of(flag)) == 0) continue;
    if (!names.empty()) names += kSeparator;
    names += kFlagNames[flag];
  }
  return names;
}

std::string DerivedMetadata::to_json() const {
  std::string json;
  if (flags_ != 0) append_member(json, "@flags", '"' + flags() + '"');
  append_member(json, "@attachments", attachments_);
  append_member(json, "@counters", counters_);
  append_member(json, "@timeseries", time_series_);
  if (!json.empty()) json += '}';
  return json;
}

}  // namespace penstock::documents
