#include "api/smuggler/dump_import.h"

#include <algorithm>
#include <utility>

#include <fmt/format.h>

#include "api/smuggler/dump_sections.h"
#include "api/smuggler/dump_writes.h"
#include "base/sha256.h"
#include "base/text.h"
#include "documents/commit_tables.h"
#include "documents/compare_exchange.h"

namespace penstock::api {
namespace {

using documents::WriteContext;

/// Whether the fault is the item's own, so that the others may go on.
bool is_of_the_item(const Error& error) {
  switch (error.code) {
    case ErrorCode::kInvalidArgument:
    case ErrorCode::kNotFound:
    case ErrorCode::kConflict:
    case ErrorCode::kTooLarge: return true;
    default: return false;
  }
}

}  // namespace

DumpImport::DumpImport(documents::Database& database, const DumpOptions& options,
                       RunningOperation& operation, WallTime now)
    : database_(database), options_(options), operation_(operation), now_(now) {}

Result<void> DumpImport::run(http::BodyReader& dump) {
  etag_before_ = TRY(TRY(database_.snapshot()).last_etag());
  JsonStream json(dump);
  TRY(json.begin_object());
  while (const auto name = TRY(json.next_member())) {
    const auto read = read_member(json, *name);
    // What was complete before the damage is stored, so that the report is true.
    if (!read) {
      TRY(flush());
      return read.error().within(fmt::format("'{}'", *name));
    }
  }
  TRY(json.expect_end());
  return flush();
}

Result<void> DumpImport::read_member(JsonStream& json, std::string_view name) {
  const auto text_of_each = [&](DumpItem item, Result<void> (DumpImport::*take)(const std::string&),
                                std::size_t bytes_max) {
    return read_array(json, bytes_max, [this, item, take](const std::string& text) -> Result<void> {
      auto& counts = report_.of(item);
      ++counts.read;
      if (!options_.wants(item)) {
        ++counts.skipped;
        return {};
      }
      auto taken = (this->*take)(text);
      if (!taken && is_of_the_item(taken.error())) ++counts.errored;
      return taken;
    });
  };
  if (name == "Docs") {
    return text_of_each(DumpItem::kDocuments, &DumpImport::add_document,
                        documents::kDocumentBytesMax);
  }
  if (name == "RevisionDocuments") {
    return text_of_each(DumpItem::kRevisions, &DumpImport::add_revision,
                        documents::kDocumentBytesMax);
  }
  if (name == "CounterGroups" || name == "Counters") {
    return text_of_each(DumpItem::kCounters, &DumpImport::add_counters, kElementBytesMax);
  }
  if (name == kTimeSeriesMember) {
    return text_of_each(DumpItem::kTimeSeries, &DumpImport::add_time_series, kElementBytesMax);
  }
  if (name == "Tombstones") {
    return text_of_each(DumpItem::kTombstones, &DumpImport::add_tombstone, kElementBytesMax);
  }
  if (name == "Identities") {
    return text_of_each(DumpItem::kIdentities, &DumpImport::add_identity, kElementBytesMax);
  }
  if (name == "CompareExchange") {
    return text_of_each(DumpItem::kCompareExchange, &DumpImport::add_compare_exchange,
                        2 * documents::kCompareExchangeBytesMax);
  }
  if (name == "DatabaseRecord") {
    auto text = TRY(json.take(kElementBytesMax));
    if (options_.wants(DumpItem::kDatabaseRecord)) record_ = std::move(text);
    return {};
  }
  return skip_member(json, name);
}

Result<void> DumpImport::read_array(JsonStream& json, std::size_t bytes_max,
                                    const std::function<Result<void>(const std::string&)>& take) {
  TRY(json.begin_array());
  while (TRY(json.next_element())) {
    const auto offset = json.offset();
    const auto text = TRY(json.take(bytes_max));
    const auto content = DumpContent::parse(text);
    if (content && *content) {
      TRY(read_content(json, **content));
      continue;
    }
    const auto taken = take(text);
    if (!taken && is_of_the_item(taken.error())) {
      return taken.error().within(fmt::format("at byte {}", offset));
    }
    if (!taken) return taken.error();
  }
  return {};
}

// Bytes may follow an element that says how many.
Result<void> DumpImport::skip_member(JsonStream& json, std::string_view name) {
  if (TRY(json.peek()) != '[') return json.skip();
  std::uint64_t skipped = 0;
  TRY(json.begin_array());
  while (TRY(json.next_element())) {
    ++skipped;
    if (name != "TimeSeries") {
      TRY(json.skip());
      continue;
    }
    auto bytes = TRY(segment_bytes(TRY(json.take(kElementBytesMax))));
    while (bytes > 0) bytes -= TRY(json.take_raw(bytes)).size();
  }
  if (skipped > 0) {
    report_.tell(fmt::format("'{}' was passed over, {} in all: Penstock cannot read these items.",
                             name, skipped));
  }
  return {};
}

Result<void> DumpImport::read_content(JsonStream& json, const DumpContent& content) {
  ++report_.of(DumpItem::kAttachments).read;
  const bool is_wanted = options_.wants(DumpItem::kAttachments);
  const auto stager = database_.stage_content();
  for (auto left = content.size; left > 0;) {
    const auto bytes = TRY(json.take_raw(left));
    left -= bytes.size();
    if (is_wanted) TRY(stager->append(bytes));
  }
  if (is_wanted) {
    keep_content(content.hash, TRY(stager->finish()));
  } else {
    ++report_.of(DumpItem::kAttachments).skipped;
  }
  return {};
}

void DumpImport::keep_content(const std::string& hash, Content content) {
  const auto bytes = content->bytes().size();
  if (contents_.emplace(hash, std::move(content)).second) {
    content_bytes_ += bytes;
    content_order_.push_back(hash);
  }
  while (content_order_.size() > kWaitingContentsMax ||
         (content_bytes_ > kWaitingContentBytesMax && content_order_.size() > 1)) {
    const auto oldest = contents_.find(content_order_.front());
    content_order_.pop_front();
    if (oldest == contents_.end()) continue;
    content_bytes_ -= oldest->second->bytes().size();
    contents_.erase(oldest);
  }
}

std::vector<Attaching> DumpImport::attachings_of(const DumpDocument& document) const {
  std::vector<Attaching> attachments;
  if (!options_.wants(DumpItem::kAttachments)) return attachments;
  for (const auto& attachment : document.attachments) {
    const auto waiting = contents_.find(attachment.hash);
    auto content = waiting == contents_.end() ? nullptr : waiting->second;
    auto hash = from_base64(attachment.hash).value_or("");
    attachments.push_back({attachment, std::move(hash), std::move(content)});
  }
  return attachments;
}

Result<void> DumpImport::add_document(const std::string& text) {
  auto document = TRY(DumpDocument::parse(text));
  if (!wants_document(options_, document.content.collection, document.content.metadata, now_)) {
    ++report_.of(DumpItem::kDocuments).skipped;
    return {};
  }
  auto attachments = attachings_of(document);
  auto what = fmt::format("document '{}'", excerpt(document.id, 200));
  const auto shared = std::make_shared<const DumpDocument>(std::move(document));
  return add({.item = DumpItem::kDocuments,
              .what = std::move(what),
              .apply =
                  [shared, attachments = std::move(attachments)](WriteContext& context) {
                    return write_document(context, *shared, attachments);
                  }},
             text.size());
}

// The last revision of a document is known by what follows it.
Result<void> DumpImport::add_revision(const std::string& text) {
  const auto revision = TRY(DumpDocument::parse(text));
  if (!options_.wants_collection(revision.content.collection)) {
    ++report_.of(DumpItem::kRevisions).skipped;
    return {};
  }
  auto kept = TRY(revision.to_revision());
  const bool is_last = !revision_ || !equal_ignoring_case(revision_->id, revision.id);
  TRY(add_waiting_revision(is_last));
  revision_attachments_ = attachings_of(revision);
  revision_ = std::move(kept);
  return {};
}

Result<void> DumpImport::add_waiting_revision(bool is_last) {
  if (!revision_) return {};
  const auto revision =
      std::make_shared<const documents::Document>(*std::exchange(revision_, std::nullopt));
  const documents::RevisionTable::ImportPlace place{.before = etag_before_, .is_last = is_last};
  return add({.item = DumpItem::kRevisions,
              .what = fmt::format("a revision of document '{}'", excerpt(revision->id, 200)),
              .apply =
                  [revision, place,
                   attachments = std::exchange(revision_attachments_, {})](WriteContext& context) {
                    return write_revision(context, *revision, attachments, place);
                  }},
             revision->bytes());
}

Result<void> DumpImport::add_counters(const std::string& text) {
  auto counters = TRY(DumpCounters::parse(text));
  return add(
      {.item = DumpItem::kCounters,
       .what = fmt::format("counters of document '{}'", excerpt(counters.id, 200)),
       .apply = [counters](WriteContext& context) { return write_counters(context, counters); }},
      text.size());
}

Result<void> DumpImport::add_time_series(const std::string& text) {
  auto series = TRY(DumpTimeSeries::parse(text));
  if (!options_.wants_collection(series.collection)) {
    ++report_.of(DumpItem::kTimeSeries).skipped;
    return {};
  }
  return add(
      {.item = DumpItem::kTimeSeries,
       .what = fmt::format("time series of document '{}'", excerpt(series.id, 200)),
       .apply = [series](WriteContext& context) { return write_time_series(context, series); }},
      text.size());
}

Result<void> DumpImport::add_identity(const std::string& text) {
  const auto identity = TRY(DumpIdentity::parse(text));
  return add(
      {.item = DumpItem::kIdentities,
       .what = fmt::format("identity '{}'", excerpt(identity.name, 200)),
       .apply = [identity](WriteContext& context) { return write_identity(context, identity); }},
      text.size());
}

Result<void> DumpImport::add_compare_exchange(const std::string& text) {
  const auto value = TRY(DumpCompareExchange::parse(text));
  return add(
      {.item = DumpItem::kCompareExchange,
       .what = fmt::format("compare-exchange value '{}'", excerpt(value.key, 200)),
       .apply = [value](WriteContext& context) { return write_compare_exchange(context, value); }},
      text.size());
}

Result<void> DumpImport::add_tombstone(const std::string& text) {
  const auto tombstone = TRY(DumpTombstone::parse(text));
  if (!tombstone || !options_.wants_collection(tombstone->collection)) {
    ++report_.of(DumpItem::kTombstones).skipped;
    return {};
  }
  return add({.item = DumpItem::kTombstones,
              .what = fmt::format("the tombstone of document '{}'", excerpt(tombstone->id, 200)),
              .apply = [tombstone = *tombstone](
                           WriteContext& context) { return write_tombstone(context, tombstone); }},
             text.size());
}

Result<void> DumpImport::add(Step step, std::size_t bytes) {
  batch_.push_back(std::move(step));
  batch_bytes_ += bytes;
  if (batch_.size() < kBatchItemsMax && batch_bytes_ < kBatchBytesMax) return {};
  return write_batch();
}

Result<void> DumpImport::flush() {
  TRY(add_waiting_revision(true));
  return write_batch();
}

Result<void> DumpImport::write_batch() {
  if (batch_.empty()) return {};
  auto batch = std::exchange(batch_, {});
  batch_bytes_ = 0;
  if (operation_.stop().stop_requested()) {
    for (const auto& step : batch) ++report_.of(step.item).skipped;
    return Error{ErrorCode::kCancelled, "the import was stopped"};
  }
  const auto written = database_.write_and_wait([&](WriteContext& context) -> Result<void> {
    for (const auto& step : batch) TRY(step.apply(context));
    return {};
  });
  if (!written && !is_of_the_item(written.error())) {
    for (const auto& step : batch) ++report_.of(step.item).skipped;
    return written.error();
  }
  if (!written) {  // One of them is refused, which all of them are for: each on its own.
    for (const auto& step : batch) TRY(commit_one(step));
  }
  operation_.report(report_.to_json());
  return {};
}

Result<void> DumpImport::commit_one(const Step& step) {
  const auto written = database_.write_and_wait(step.apply);
  if (written) return {};
  if (!is_of_the_item(written.error())) return written.error();
  ++report_.of(step.item).errored;
  report_.tell(fmt::format("{} was not imported: {}", step.what, written.error().message));
  return {};
}

}  // namespace penstock::api
