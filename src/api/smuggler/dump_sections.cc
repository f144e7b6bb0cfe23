// A dump: one JSON object, compressed with gzip. BuildVersion comes first, then the database
// record, then arrays of items:
//
//   {"BuildVersion":72, "DatabaseRecord":{...},
//    "Docs":[                 documents as clients see them; before the first that needs it each
//                             content of an attachment, as
//      {"@metadata":{"@export-type":"Attachment"},"Hash":"<base64>","Size":5,"Tag":"<hash>"}hello,
//      {"name":"Ann","@metadata":{"@id":...,"@attachments":[{"Name":...,"Hash":...}]}}],
//    "CounterGroups":[{"DocId":...,"ChangeVector":...,"Values":{"@dbIds":[...],
//                      "@names":{"likes":"Likes"},"@vals":{"likes":"<base64>"}}}]
//                      (16 bytes a counter: its value and its etag, little-endian)
//    "TimeSeriesEntries":[{"DocumentId":...,"Name":...,"Collection":...,"Appends":[
//      {"Timestamp":...,"Values":[72.5],"Tag":...}]}]
//                      (a name of its own: RavenDB's "TimeSeries" are segments in its own bytes)
//    "RevisionDocuments":[...]    with contents as above; by document, oldest first; behind all
//    that hangs on documents
//    "Tombstones":[{"Key":...,"Type":"Document","Collection":...,"LastModified":...}]
//    "Identities":[{"Key":"users|","Value":"3"}]
//    "CompareExchange":[{"Key":...,"Value":"{\"Object\":...}"}]}
#include "api/smuggler/dump_sections.h"

#include <algorithm>
#include <array>
#include <deque>
#include <iterator>
#include <optional>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "api/smuggler/dump_contents.h"
#include "base/json.h"
#include "base/json_object_text.h"
#include "base/sha256.h"
#include "base/text.h"
#include "base/wire_time.h"
#include "documents/attachment_reader.h"
#include "documents/compare_exchange.h"
#include "documents/counter_records.h"
#include "documents/derived_metadata.h"
#include "documents/identities.h"
#include "documents/json_members.h"
#include "documents/keys.h"
#include "documents/records.h"
#include "documents/table_walk.h"
#include "documents/time_series_codec.h"
#include "documents/time_series_records.h"

namespace penstock::api {
namespace {

using documents::Document;
using documents::DocumentFlag;
using documents::Table;

/// Counters in one group; a document with more has several groups.
constexpr std::size_t kCountersPerGroup = 1024;

/// Documents, with the contents of their attachments.
class DocumentsSection final : public DumpSection {
 public:
  DocumentsSection(const documents::DatabaseSnapshot& snapshot, const DumpOptions& options,
                   SmugglerReport& report, std::shared_ptr<DumpContents> contents, WallTime now)
      : snapshot_(snapshot),
        attachments_(snapshot.storage()),
        options_(options),
        counts_(report.of(DumpItem::kDocuments)),
        contents_(std::move(contents)),
        now_(now),
        collections_(options.collections.begin(), options.collections.end()) {
    if (collections_.empty()) collections_.emplace_back();
  }

  std::string_view name() const override { return "Docs"; }

  Result<bool> write_some(DumpText& out) override {
    if (page_.empty() && !TRY(read_page())) return false;
    const auto& document = page_.front();
    if (!std::exchange(is_prepared_, true)) TRY(prepare(document));
    if (TRY(contents_->write_some(out))) return true;
    if (is_wanted_) {
      out.element() += document.to_json();
    } else {
      ++counts_.skipped;
    }
    ++counts_.read;
    page_.pop_front();
    is_prepared_ = false;
    return true;
  }

 private:
  Result<bool> read_page() {
    while (!collections_.empty()) {
      auto page = TRY(snapshot_.by_collection(collections_.front(), after_, kPage));
      if (!page.empty()) {
        after_ = page.back().etag;
        page_.assign(std::make_move_iterator(page.begin()), std::make_move_iterator(page.end()));
        return true;
      }
      collections_.pop_front();
      after_ = {};
    }
    return false;
  }

  Result<void> prepare(const Document& document) {
    is_wanted_ = wants_document(options_, document.collection, document.metadata, now_);
    if (!is_wanted_ || !options_.wants(DumpItem::kAttachments)) return {};
    const auto derived = documents::DerivedMetadata::parse(document.derived);
    if (!derived.has_flag(DocumentFlag::kHasAttachments)) return {};
    contents_->want(TRY(attachments_.list(document.id)));
    return {};
  }

  static constexpr documents::BatchLimits kPage = {.changes_max = 256,
                                                   .bytes_max = std::size_t{1} << 20};

  const documents::DatabaseSnapshot& snapshot_;
  documents::AttachmentReader attachments_;
  const DumpOptions& options_;
  SmugglerReport::Counts& counts_;
  const std::shared_ptr<DumpContents> contents_;
  const WallTime now_;
  std::deque<std::string> collections_;  ///< Still to come; "": all.
  documents::Etag after_;
  std::deque<Document> page_;
  // Of the first document in the page:
  bool is_prepared_ = false;
  bool is_wanted_ = false;
};

/// Revisions, with the contents of attachments that no document has any more.
class RevisionsSection final : public DumpSection {
 public:
  RevisionsSection(const documents::DatabaseSnapshot& snapshot, const DumpOptions& options,
                   SmugglerReport& report, std::shared_ptr<DumpContents> contents)
      : walk_(snapshot.storage(), documents::table_range(Table::kRevisions, {})),
        options_(options),
        counts_(report.of(DumpItem::kRevisions)),
        contents_(std::move(contents)) {}

  std::string_view name() const override { return "RevisionDocuments"; }

  Result<bool> write_some(DumpText& out) override {
    if (!revision_ && !TRY(read_next())) return false;
    if (TRY(contents_->write_some(out))) return true;
    if (options_.wants_collection(revision_->collection)) {
      out.element() += revision_->to_json();
    } else {
      ++counts_.skipped;
    }
    ++counts_.read;
    revision_.reset();
    return true;
  }

 private:
  Result<bool> read_next() {
    const auto entry = TRY(walk_.next());
    if (!entry) return false;
    revision_ = TRY(documents::decode_document(entry->value)).to_document();
    if (!options_.wants(DumpItem::kAttachments) ||
        !options_.wants_collection(revision_->collection)) {
      return true;
    }
    const auto derived = documents::DerivedMetadata::parse(revision_->derived);
    contents_->want(TRY(documents::parse_attachments(derived.attachments())));
    return true;
  }

  documents::TableWalk walk_;
  const DumpOptions& options_;
  SmugglerReport::Counts& counts_;
  const std::shared_ptr<DumpContents> contents_;
  std::optional<Document> revision_;
};

void append_little_endian(std::string& out, std::uint64_t value) {
  for (int byte = 0; byte < 8; ++byte) out.push_back(static_cast<char>(value >> (8 * byte)));
}

class CountersSection final : public DumpSection {
 public:
  CountersSection(const documents::DatabaseSnapshot& snapshot, const DumpOptions& options,
                  SmugglerReport& report)
      : walk_(snapshot.storage(), documents::table_range(Table::kCounters, {})),
        options_(options),
        counts_(report.of(DumpItem::kCounters)) {}

  std::string_view name() const override { return "CounterGroups"; }

  Result<bool> write_some(DumpText& out) override {
    Group group;
    if (waiting_) group.add(*std::exchange(waiting_, std::nullopt));
    while (const auto entry = TRY(walk_.next())) {
      const auto record = TRY(documents::decode_counter(entry->value));
      if (record.deleted || !options_.wants_collection(record.collection)) continue;
      auto counter = record.to_counter();
      if (!group.takes(counter)) {
        waiting_ = std::move(counter);
        break;
      }
      group.add(counter);
    }
    if (group.count == 0) return false;
    group.write(out.element());
    ++counts_.read;
    return true;
  }

 private:
  /// Counters of one document.
  struct Group {
    std::string id;
    std::size_t count = 0;
    std::string names;   ///< Members.
    std::string values;  ///< Members.

    bool takes(const documents::Counter& counter) const {
      return count == 0 || (counter.id == id && count < kCountersPerGroup);
    }
    void add(const documents::Counter& counter) {
      std::string bytes;
      append_little_endian(bytes, static_cast<std::uint64_t>(counter.value));
      append_little_endian(bytes, counter.etag.value);
      id = counter.id;
      add_member(names, counter.name, counter.name);
      add_member(values, counter.name, to_base64(bytes));
      ++count;
    }
    void add_member(std::string& members, std::string_view name, std::string_view value) const {
      if (count > 0) members += ',';
      append_json_string(members, fold_case(name));
      members += ':';
      append_json_string(members, value);
    }
    void write(std::string& out) const {
      JsonObjectText(out)
          .text("DocId", id)
          .json("Values",
                fmt::format(R"({{"@dbIds":[""],"@names":{{{}}},"@vals":{{{}}}}})", names, values))
          .end();
    }
  };

  documents::TableWalk walk_;
  const DumpOptions& options_;
  SmugglerReport::Counts& counts_;
  std::optional<documents::Counter> waiting_;  ///< Read, but of the next group.
};

/// An element for each segment, which holds a bounded number of entries.
class TimeSeriesSection final : public DumpSection {
 public:
  TimeSeriesSection(const documents::DatabaseSnapshot& snapshot, const DumpOptions& options,
                    SmugglerReport& report)
      : walk_(snapshot.storage(), documents::table_range(Table::kTimeSeriesSegments, {})),
        options_(options),
        counts_(report.of(DumpItem::kTimeSeries)) {}

  std::string_view name() const override { return kTimeSeriesMember; }

  Result<bool> write_some(DumpText& out) override {
    const auto entry = TRY(walk_.next());
    if (!entry) return false;
    const auto segment = TRY(documents::decode_segment_record(entry->value));
    const auto& head = segment.head;
    ++counts_.read;
    if (!options_.wants_collection(head.collection)) {
      ++counts_.skipped;
      return true;
    }
    const auto entries = TRY(documents::decode_segment(segment.segment));
    JsonObjectText(out.element())
        .text("DocumentId", head.id)
        .text("Name", head.name)
        .text("Collection", head.collection)
        .json("Appends", entries_json(entries))
        .end();
    return true;
  }

 private:
  static std::string entries_json(const std::vector<documents::TimeSeriesEntry>& entries) {
    std::string json = "[";
    for (const auto& entry : entries) {
      if (json.size() > 1) json += ',';
      JsonObjectText object(json);
      object.text("Timestamp", format_wire_time(entry.time));
      object.json("Values", fmt::format("[{}]", fmt::join(entry.values, ",")));
      if (!entry.tag.empty()) object.text("Tag", entry.tag);
      object.end();
    }
    return json + ']';
  }

  documents::TableWalk walk_;
  const DumpOptions& options_;
  SmugglerReport::Counts& counts_;
};

class TombstonesSection final : public DumpSection {
 public:
  TombstonesSection(const documents::DatabaseSnapshot& snapshot, const DumpOptions& options,
                    SmugglerReport& report)
      : walk_(snapshot.storage(), documents::table_range(Table::kTombstones, {})),
        options_(options),
        counts_(report.of(DumpItem::kTombstones)) {}

  std::string_view name() const override { return "Tombstones"; }

  Result<bool> write_some(DumpText& out) override {
    const auto entry = TRY(walk_.next());
    if (!entry) return false;
    const auto tombstones = TRY(documents::decode_tombstones(entry->value));
    for (const auto& tombstone : tombstones.entries) {
      ++counts_.read;
      if (!options_.wants_collection(tombstone.collection)) {
        ++counts_.skipped;
        continue;
      }
      JsonObjectText(out.element())
          .text("Key", tombstones.id)
          .text("Type", "Document")
          .text("Collection", tombstone.collection)
          .json("DeletedEtag", std::to_string(tombstone.etag.value))
          .text("LastModified", format_wire_time(tombstone.deleted_at))
          .end();
    }
    return true;
  }

 private:
  documents::TableWalk walk_;
  const DumpOptions& options_;
  SmugglerReport::Counts& counts_;
};

class IdentitiesSection final : public DumpSection {
 public:
  IdentitiesSection(const documents::DatabaseSnapshot& snapshot, SmugglerReport& report)
      : snapshot_(snapshot), counts_(report.of(DumpItem::kIdentities)) {}

  std::string_view name() const override { return "Identities"; }

  // There are few: one for each prefix that somebody counts.
  Result<bool> write_some(DumpText& out) override {
    if (std::exchange(is_written_, true)) return false;
    for (const auto& [key, last] : TRY(documents::read_identities(snapshot_.storage()))) {
      JsonObjectText(out.element()).text("Key", key).text("Value", std::to_string(last)).end();
      ++counts_.read;
    }
    return true;
  }

 private:
  const documents::DatabaseSnapshot& snapshot_;
  SmugglerReport::Counts& counts_;
  bool is_written_ = false;
};

class CompareExchangeSection final : public DumpSection {
 public:
  CompareExchangeSection(const documents::DatabaseSnapshot& snapshot, SmugglerReport& report)
      : reader_(snapshot.storage()), counts_(report.of(DumpItem::kCompareExchange)) {}

  std::string_view name() const override { return "CompareExchange"; }

  // The value is a text that holds JSON.
  Result<bool> write_some(DumpText& out) override {
    const auto page = TRY(reader_.read({.after = after_, .count_max = kPageMax}));
    for (const auto& value : page) {
      JsonObjectText(out.element()).text("Key", value.key).text("Value", value.value).end();
      ++counts_.read;
    }
    if (page.empty()) return false;
    after_ = page.back().key;
    return true;
  }

 private:
  static constexpr std::size_t kPageMax = 64;

  documents::CompareExchangeReader reader_;
  SmugglerReport::Counts& counts_;
  std::string after_;
};

std::string_view unquoted(std::string_view value) {
  return value.size() < 2 ? value : value.substr(1, value.size() - 2);
}

}  // namespace

bool wants_document(const DumpOptions& options, std::string_view collection,
                    std::string_view metadata, WallTime now) {
  if (!options.wants_collection(collection)) return false;
  if (options.include_expired && options.include_archived) return true;
  documents::JsonMembers members(metadata);
  while (const auto member = members.next()) {
    if (!options.include_archived && member->name == "@archived" && member->value == "true") {
      return false;
    }
    if (!options.include_expired && member->name == "@expires") {
      const auto expires = parse_wire_time(unquoted(member->value));
      if (expires && *expires <= now) return false;
    }
  }
  return true;
}

std::vector<std::unique_ptr<DumpSection>> dump_sections(const documents::DatabaseSnapshot& snapshot,
                                                        const DumpOptions& options,
                                                        SmugglerReport& report, WallTime now) {
  const auto contents =
      std::make_shared<DumpContents>(snapshot.storage(), report.of(DumpItem::kAttachments));
  std::vector<std::unique_ptr<DumpSection>> sections;
  if (options.wants(DumpItem::kDocuments)) {
    sections.push_back(
        std::make_unique<DocumentsSection>(snapshot, options, report, contents, now));
  }
  if (options.wants(DumpItem::kCounters)) {
    sections.push_back(std::make_unique<CountersSection>(snapshot, options, report));
  }
  if (options.wants(DumpItem::kTimeSeries)) {
    sections.push_back(std::make_unique<TimeSeriesSection>(snapshot, options, report));
  }
  if (options.wants(DumpItem::kRevisions)) {
    sections.push_back(std::make_unique<RevisionsSection>(snapshot, options, report, contents));
  }
  if (options.wants(DumpItem::kTombstones)) {
    sections.push_back(std::make_unique<TombstonesSection>(snapshot, options, report));
  }
  if (options.wants(DumpItem::kIdentities)) {
    sections.push_back(std::make_unique<IdentitiesSection>(snapshot, report));
  }
  if (options.wants(DumpItem::kCompareExchange)) {
    sections.push_back(std::make_unique<CompareExchangeSection>(snapshot, report));
  }
  return sections;
}

}  // namespace penstock::api
