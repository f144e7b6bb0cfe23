#include "documents/revision_reader.h"

#include <string>

#include "base/text.h"
#include "documents/derived_metadata.h"
#include "documents/keys.h"
#include "documents/records.h"
#include "documents/revision_keys.h"

namespace penstock::documents {
namespace {

kv::PageLimits page_limits(const BatchLimits& limits) {
  return {.entries_max = limits.changes_max, .bytes_max = limits.bytes_max};
}

Error index_broken() { return corruption("an index of the revisions has an entry without one"); }

}  // namespace

Result<std::uint64_t> RevisionReader::count(std::string_view id) const {
  const auto stored = TRY(snapshot_.get(revision_head_key(fold_case(id))));
  if (!stored) return std::uint64_t{0};
  return TRY(decode_revision_head(*stored)).count;
}

Result<std::vector<Document>> RevisionReader::page(std::string_view id, Etag below,
                                                   const BatchLimits& limits) const {
  const auto stored = TRY(snapshot_.scan(revisions_below(fold_case(id), below),
                                         kv::Direction::kBackward, page_limits(limits)));
  std::vector<Document> revisions;
  revisions.reserve(stored.entries.size());
  for (const auto& entry : stored.entries) {
    revisions.push_back(TRY(decode_document(entry.value)).to_document());
  }
  return revisions;
}

Result<std::optional<Document>> RevisionReader::at(std::string_view id, WallTime time) const {
  for (Etag below;;) {
    auto revisions = TRY(page(id, below, {}));
    if (revisions.empty()) return std::nullopt;
    for (auto& revision : revisions) {
      if (revision.last_modified <= time) return std::optional(std::move(revision));
    }
    below = revisions.back().etag;
  }
}

Result<std::optional<Document>> RevisionReader::by_change_vector(
    std::string_view change_vector) const {
  const auto name = TRY(snapshot_.get(revision_version_key(change_vector)));
  if (!name) return std::nullopt;
  const auto stored = TRY(snapshot_.get(table_key(Table::kRevisions, *name)));
  if (!stored) return index_broken();
  return std::optional(TRY(decode_document(*stored)).to_document());
}

Result<std::optional<Attachment>> RevisionReader::attachment(std::string_view change_vector,
                                                             std::string_view id,
                                                             std::string_view name) const {
  const auto revision = TRY(by_change_vector(change_vector));
  if (!revision || !equal_ignoring_case(revision->id, id)) return std::nullopt;
  const auto derived = DerivedMetadata::parse(revision->derived);
  for (auto& attachment : TRY(parse_attachments(derived.attachments()))) {
    if (!equal_ignoring_case(attachment.name, name)) continue;
    attachment.document_id = revision->id;
    attachment.etag = revision->etag;
    attachment.change_vector = revision->change_vector;
    return std::optional(std::move(attachment));
  }
  return std::nullopt;
}

Result<std::vector<Document>> RevisionReader::bin(Etag below, const BatchLimits& limits) const {
  const auto deleted =
      TRY(snapshot_.scan(revision_bin_below(below), kv::Direction::kBackward, page_limits(limits)));
  std::vector<Document> revisions;
  revisions.reserve(deleted.entries.size());
  for (const auto& entry : deleted.entries) {
    const auto etag = etag_of_key(entry.key);
    if (!etag) return index_broken();
    const auto stored = TRY(snapshot_.get(revision_key(entry.value, *etag)));
    if (!stored) return index_broken();
    revisions.push_back(TRY(decode_document(*stored)).to_document());
  }
  return revisions;
}

}  // namespace penstock::documents
