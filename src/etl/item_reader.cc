#include "etl/item_reader.h"

#include <algorithm>
#include <string>
#include <utility>

#include <fmt/format.h>

#include "base/json.h"
#include "base/text.h"
#include "base/wire_time.h"
#include "documents/derived_metadata.h"

namespace penstock::etl {
namespace {

using documents::DocumentFlag;
using documents::TimeSeriesEntry;
using script::LoadedItem;

Result<WallTime> parse_bound(std::string_view text, WallTime otherwise) {
  if (text.empty()) return otherwise;
  const auto time = parse_wire_time(text);
  if (!time) return invalid_argument(fmt::format("'{}' is no date", excerpt(text, 64)));
  return *time;
}

bool has_flag(const documents::Document& document, DocumentFlag flag) {
  return documents::DerivedMetadata::parse(document.derived).has_flag(flag);
}

AttachmentToLoad to_load(const documents::Attachment& attachment, std::string name) {
  return {.name = std::move(name),
          .content_type = attachment.content_type,
          .hash = attachment.hash,
          .size = attachment.size};
}

/// The series of that name among `items`; made if it is not there.
TimeSeriesToLoad& series_named(std::string_view name, AttachedItems& items) {
  auto& all = items.time_series;
  const auto found =
      std::ranges::find_if(all, [&](const auto& s) { return equal_ignoring_case(s.name, name); });
  if (found != all.end()) return *found;
  return all.emplace_back(TimeSeriesToLoad{.name = std::string(name), .entries = {}});
}

// Ranges of a script may overlap.
void tidy(std::vector<TimeSeriesEntry>& entries) {
  const auto is_earlier = [](const auto& a, const auto& b) { return a.time < b.time; };
  if (!std::ranges::is_sorted(entries, is_earlier)) std::ranges::stable_sort(entries, is_earlier);
  const auto is_same_time = [](const auto& a, const auto& b) { return a.time == b.time; };
  entries.erase(std::unique(entries.begin(), entries.end(), is_same_time), entries.end());
}

}  // namespace

Result<documents::TimeRange> time_range(std::string_view from, std::string_view to) {
  return documents::TimeRange{.from = TRY(parse_bound(from, documents::kFirstTime)),
                              .to = TRY(parse_bound(to, documents::kLastTime))};
}

ItemReader::ItemReader(const documents::DatabaseSnapshot& snapshot)
    : attachments_(snapshot.storage()),
      counters_(snapshot.storage()),
      time_series_(snapshot.storage()) {}

// Most documents have nothing, and their flags say so.
Result<void> ItemReader::add_attachments(const documents::Document& document,
                                         AttachedItems& items) const {
  if (!has_flag(document, DocumentFlag::kHasAttachments)) return {};
  for (const auto& attachment : TRY(attachments_.list(document.id))) {
    items.attachments.push_back(to_load(attachment, attachment.name));
  }
  return {};
}

Result<void> ItemReader::add_counters(const documents::Document& document,
                                      AttachedItems& items) const {
  if (!has_flag(document, DocumentFlag::kHasCounters)) return {};
  for (auto& counter : TRY(counters_.all(document.id))) {
    items.counters.push_back({std::move(counter.name), counter.value});
  }
  return {};
}

Result<void> ItemReader::add_time_series(const documents::Document& document,
                                         AttachedItems& items) const {
  if (!has_flag(document, DocumentFlag::kHasTimeSeries)) return {};
  for (auto& name : TRY(time_series_.names(document.id))) {
    LoadedItem whole;
    whole.kind = LoadedItem::Kind::kTimeSeries;
    whole.name = std::move(name);
    TRY(add_entries(document.id, whole, items));
  }
  return {};
}

Result<void> ItemReader::add_named(std::string_view id, std::string_view json,
                                   std::vector<AttachmentToLoad>& attachments) const {
  if (json.find(kAttachmentMark) == std::string_view::npos) return {};
  for (const auto& attachment : TRY(attachments_.list(id))) {
    std::string text;
    append_json_string(text, std::string(kAttachmentMark) + attachment.name);
    if (json.find(text) == std::string_view::npos) continue;
    attachments.push_back(to_load(attachment, attachment.name));
  }
  return {};
}

Result<void> ItemReader::add(std::string_view id, const LoadedItem& item,
                             AttachedItems& items) const {
  switch (item.kind) {
    case LoadedItem::Kind::kAttachment:
      if (const auto found = TRY(attachments_.find(id, item.name))) {
        items.attachments.push_back(to_load(*found, item.new_name));
      }
      return {};
    case LoadedItem::Kind::kCounter:
      if (const auto found = TRY(counters_.get(id, item.name))) {
        items.counters.push_back({found->name, found->value});
      }
      return {};
    case LoadedItem::Kind::kTimeSeries: return add_entries(id, item, items);
  }
  return {};
}

Result<void> ItemReader::add_entries(std::string_view id, const LoadedItem& item,
                                     AttachedItems& items) const {
  if (documents::is_incremental(item.name)) return {};
  const auto range = TRY(time_range(item.from, item.to));
  auto& entries = series_named(item.name, items).entries;
  TRY(time_series_.read(id, item.name, range, {}, [&](const auto& entry) -> Result<void> {
    entries.push_back(entry);
    return {};
  }));
  tidy(entries);
  return {};
}

}  // namespace penstock::etl
