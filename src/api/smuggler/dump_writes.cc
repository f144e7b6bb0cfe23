#include "api/smuggler/dump_writes.h"

#include <optional>

#include <fmt/format.h>

#include "documents/commit_tables.h"
#include "documents/compare_exchange.h"
#include "documents/hilo.h"

namespace penstock::api {
namespace {

using documents::Document;
using documents::WriteContext;

/// While it lives, documents are written as they were elsewhere: with a time of long ago, and with
/// their revisions to come.
class AsImported {
 public:
  AsImported(WriteContext& context, std::optional<WallTime> time) : tables_(context.tables()) {
    tables_.documents.set_written_at(time);
    tables_.revisions.set_importing(true);
  }
  ~AsImported() {
    tables_.documents.set_written_at(std::nullopt);
    tables_.revisions.set_importing(false);
  }
  AsImported(const AsImported&) = delete;
  AsImported& operator=(const AsImported&) = delete;

 private:
  documents::CommitTables& tables_;
};

bool is_there(const std::optional<Document>& present, const DumpDocument& document) {
  return present && present->last_modified == document.last_modified &&
         present->body == document.content.body && present->metadata == document.content.metadata;
}

/// False if it is attached already.
Result<bool> attach(WriteContext& context, std::string_view id, const Attaching& attaching) {
  auto& attachments = context.tables().attachments;
  const auto& [attachment, hash, content] = attaching;
  const documents::AttachmentName name{id, attachment.name};
  const auto present = TRY(attachments.find(name));
  if (present && present->content_type == attachment.content_type &&
      present->hash == (content != nullptr ? content->hash() : hash)) {
    return false;
  }
  if (content != nullptr) {
    TRY(attachments.put(name, attachment.content_type, *content, {}));
    return true;
  }
  if (TRY(attachments.put_stored(name, attachment.content_type, hash))) return true;
  return invalid_argument(
      fmt::format("the content of attachment '{}' is not in the dump", attachment.name));
}

Result<Document> document_of(WriteContext& context, const std::string& id) {
  auto document = TRY(context.get(id));
  if (!document) return not_found(fmt::format("document '{}' does not exist", id));
  return *std::move(document);
}

}  // namespace

Result<void> write_document(WriteContext& context, const DumpDocument& document,
                            const std::vector<Attaching>& attachments) {
  const AsImported as_imported(context, document.last_modified);
  const auto present = TRY(context.get(document.id));
  if (present && present->collection == documents::kHiloCollection &&
      documents::hilo_max(present->body) >= documents::hilo_max(document.content.body)) {
    return {};
  }
  if (!is_there(present, document)) TRY(context.put(document.id, document.content, {}));
  bool attached = false;
  for (const auto& attaching : attachments) {
    attached |= TRY(attach(context, document.id, attaching));
  }
  if (attached) TRY(context.tables().attachments.update_document(document.id));
  return {};
}

// The contents are held until the revision holds them.
Result<void> write_revision(WriteContext& context, const Document& revision,
                            const std::vector<Attaching>& attachments,
                            const documents::RevisionTable::ImportPlace& place) {
  auto& contents = context.tables().contents;
  for (const auto& attaching : attachments) {
    if (attaching.content != nullptr) TRY(contents.adopt(*attaching.content));
  }
  TRY(context.tables().revisions.import(revision, place));
  for (const auto& attaching : attachments) {
    if (attaching.content != nullptr) TRY(contents.release(attaching.content->hash()));
  }
  return {};
}

Result<void> write_counters(WriteContext& context, const DumpCounters& counters) {
  const auto document = TRY(document_of(context, counters.id));
  const AsImported as_imported(context, document.last_modified);
  TRY(context.tables().counters.apply(counters.id, counters.operations));
  return {};
}

Result<void> write_time_series(WriteContext& context, const DumpTimeSeries& series) {
  const auto document = TRY(document_of(context, series.id));
  const AsImported as_imported(context, document.last_modified);
  TRY(context.tables().time_series.apply(series.id, series.changes));
  return {};
}

Result<void> write_identity(WriteContext& context, const DumpIdentity& identity) {
  TRY(context.tables().identities.seed(identity.name, identity.last, false));
  return {};
}

Result<void> write_compare_exchange(WriteContext& context, const DumpCompareExchange& value) {
  auto& values = context.tables().compare_exchange;
  const auto present = TRY(values.get(value.key));
  if (present && present->value == value.value) return {};
  TRY(values.put(value.key, value.value, present ? present->index : 0));
  return {};
}

Result<void> write_tombstone(WriteContext& context, const DumpTombstone& tombstone) {
  const auto present = TRY(context.get(tombstone.id));
  if (present && tombstone.deleted_at && present->last_modified >= *tombstone.deleted_at) return {};
  const AsImported as_imported(context, tombstone.deleted_at);
  return context.tables().documents.bury(tombstone.id, tombstone.collection);
}

}  // namespace penstock::api
