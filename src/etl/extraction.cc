#include "etl/extraction.h"

#include <utility>
#include <variant>

#include <fmt/format.h>

#include "base/text.h"
#include "script/behavior_question.h"

namespace penstock::etl {
namespace {

using Kind = LoadDocument::Kind;

/// Leaves of `items` what a behaviour function let go.
Result<void> keep_allowed(AttachedItems& items, const std::vector<script::LoadedItem>& allowed) {
  if (allowed.empty()) {
    items = {};
    return {};
  }
  const auto range = TRY(time_range(allowed.front().from, allowed.front().to));
  for (auto& series : items.time_series) {
    std::erase_if(series.entries, [&](const auto& entry) { return !range.contains(entry.time); });
    std::erase_if(series.deleted, [&](const auto& deleted) {
      return deleted.to < range.from || range.to < deleted.from;
    });
  }
  return {};
}

}  // namespace

Extraction::Extraction(const documents::DatabaseSnapshot& snapshot,
                       const Transformation& transformation, const ScriptPlan& plan, Etag after)
    : snapshot_(snapshot),
      plan_(plan),
      items_(snapshot),
      source_(snapshot, transformation, plan.streams(), after) {}

Result<std::optional<ExtractedChange>> Extraction::next() {
  const auto change = TRY(source_.next());
  if (!change) return std::nullopt;
  return TRY(extract(*change));
}

// In the feed time series are changes of their own, and a copy leaves them to those.
Result<ExtractedChange> Extraction::extract_alone(const documents::Change& change) {
  auto extracted = TRY(extract(change));
  if (change.document() == nullptr || !plan_.copies_documents()) return extracted;
  TRY(items_.add_time_series(*change.document(), extracted.document.items));
  return extracted;
}

Result<ExtractedChange> Extraction::extract(const documents::Change& change) {
  ExtractedChange extracted;
  extracted.document.id = change.id();
  extracted.document.etag = change.etag();
  extracted.document.collection = change.collection();
  TRY(std::visit([&](const auto& item) { return extract(item, extracted); }, change.item));
  return extracted;
}

Result<void> Extraction::extract(const documents::Document& document,
                                 ExtractedChange& extracted) const {
  if (plan_.copies_documents()) return copy(document, extracted);
  extracted.input = {document.id, document.to_json()};
  return {};
}

/// The whole document, as the object of its own collection, with all but its time series.
Result<void> Extraction::copy(const documents::Document& document,
                              ExtractedChange& extracted) const {
  const auto body_size = document.body.size();
  const auto metadata_size = document.metadata.size();
  extracted.text = std::make_unique<const std::string>(
      fmt::format("{}{}{}", document.body, document.metadata, document.collection));
  const std::string_view kept = *extracted.text;
  LoadObject object{.target = kept.substr(body_size + metadata_size),
                    .json = kept.substr(0, body_size),
                    .metadata = kept.substr(body_size, metadata_size)};
  TRY(items_.add_attachments(document, object.items));
  TRY(items_.add_counters(document, object.items));
  extracted.document.objects.push_back(std::move(object));
  return {};
}

void Extraction::ask_for_delete(ExtractedChange& extracted, bool deleted) const {
  const auto& document = extracted.document;
  if (!plan_.decides_deletes(document.collection)) return;
  extracted.input = {document.id, script::ask_delete(document.id, document.collection, deleted)};
}

Result<void> Extraction::extract(const documents::Tombstone&, ExtractedChange& extracted) const {
  extracted.document.kind = Kind::kDelete;
  ask_for_delete(extracted, /*deleted=*/true);
  return {};
}

Result<void> Extraction::extract(const documents::Counter& counter,
                                 ExtractedChange& extracted) const {
  extracted.document.kind = Kind::kItems;
  extracted.is_skipped = !plan_.copies_documents() && !plan_.decides_counters(counter.collection);
  if (extracted.is_skipped) return {};
  const auto document = TRY(snapshot_.get(counter.id));
  extracted.is_skipped = !document || document->etag > counter.etag;
  extracted.document.items.counters.push_back({counter.name, counter.value});
  if (plan_.copies_documents()) return {};
  extracted.input = {counter.id, script::ask_counter(counter.id, counter.collection, counter.name)};
  return {};
}

Result<void> Extraction::extract(const documents::CounterTombstone& tombstone,
                                 ExtractedChange& extracted) const {
  extracted.document.kind = Kind::kItems;
  extracted.document.items.counters.push_back({tombstone.name, std::nullopt});
  if (plan_.copies_documents()) {
    ask_for_delete(extracted, /*deleted=*/false);
  } else {
    extracted.is_skipped = !plan_.decides_counters(tombstone.collection);
  }
  return {};
}

Result<void> Extraction::extract(const documents::AttachmentTombstone& tombstone,
                                 ExtractedChange& extracted) const {
  extracted.document.kind = Kind::kItems;
  extracted.document.items.removed_attachments.push_back(tombstone.name);
  ask_for_delete(extracted, /*deleted=*/false);
  return {};
}

bool Extraction::is_refused(const std::string& id, const std::string& name) {
  if (!documents::is_incremental(name)) return false;
  if (incremental_series_.empty()) incremental_series_ = fmt::format("{}, {}", id, name);
  return true;
}

Result<void> Extraction::extract(const documents::TimeSeriesSegment& segment,
                                 ExtractedChange& extracted) {
  extracted.document.kind = Kind::kItems;
  const auto document = TRY(snapshot_.get(segment.id));
  extracted.is_skipped = !document || is_refused(segment.id, segment.name);
  if (extracted.is_skipped) return {};
  const bool comes_later = document->etag > segment.etag;
  extracted.document.items.time_series.push_back({segment.name, segment.entries});
  if (plan_.copies_documents()) {
    if (comes_later && sent_along_.insert(fold_case(segment.id)).second) {
      return copy(*document, extracted);
    }
    return {};
  }
  extracted.is_skipped = comes_later || !plan_.decides_time_series(segment.collection);
  extracted.input = {segment.id,
                     script::ask_time_series(segment.id, segment.collection, segment.name)};
  return {};
}

// The tombstone of a document tells of all that hung on it.
Result<void> Extraction::extract(const documents::TimeSeriesDeletedRange& range,
                                 ExtractedChange& extracted) {
  extracted.document.kind = Kind::kItems;
  extracted.is_skipped = !TRY(snapshot_.get(range.id)) || is_refused(range.id, range.name);
  if (extracted.is_skipped) return {};
  extracted.document.items.time_series.push_back({range.name, {}, {range.range}});
  if (plan_.copies_documents()) {
    ask_for_delete(extracted, /*deleted=*/false);
    return {};
  }
  extracted.is_skipped = !plan_.decides_time_series(range.collection);
  extracted.input = {range.id, script::ask_time_series(range.id, range.collection, range.name)};
  return {};
}

Result<void> Extraction::complete(LoadDocument& document,
                                  const script::DocumentOutcome& outcome) const {
  document.keeps_earlier = outcome.keeps_earlier;
  switch (document.kind) {
    case Kind::kPut: return complete_put(document, outcome);
    case Kind::kDelete: return {};
    case Kind::kItems:
      if (!plan_.copies_documents()) return keep_allowed(document.items, outcome.items);
      if (outcome.keeps_earlier) document.items = {};
      return {};
  }
  return {};
}

Result<void> Extraction::complete_put(LoadDocument& document,
                                      const script::DocumentOutcome& outcome) const {
  document.objects.reserve(outcome.objects.size());
  for (const auto& object : outcome.objects) {
    auto& loaded = document.objects.emplace_back();
    loaded.target = object.target;
    loaded.json = object.json;
    if (plan_.loads_attachments()) {
      TRY(items_.add_named(document.id, object.json, loaded.named_attachments));
    }
  }
  for (const auto& item : outcome.items) {
    TRY(items_.add(document.id, item,
                   item.object ? document.objects[*item.object].items : document.items));
  }
  return {};
}

}  // namespace penstock::etl
