#include "documents/attachment_table.h"

#include <utility>
#include <vector>

#include <fmt/format.h>

#include "base/text.h"
#include "documents/attachment_records.h"
#include "documents/keys.h"

namespace penstock::documents {
namespace {

/// Entries that are held at a time.
constexpr std::size_t kSlice = 256;

std::string item_of(const AttachmentName& name) {
  return part_name(fold_case(name.document_id), fold_case(name.name));
}

Result<void> check_expected(const AttachmentName& name, const std::optional<Attachment>& actual,
                            const ExpectedVersion& expected) {
  if (!expected.change_vector) return {};
  const std::string& wanted = *expected.change_vector;
  if (actual ? actual->change_vector == wanted : wanted.empty()) return {};
  return Error{
      ErrorCode::kConflict,
      fmt::format("Attachment {} of document {} {}, {}", name.name, name.document_id,
                  actual ? "has change vector " + actual->change_vector : "does not exist",
                  wanted.empty() ? "expected that it does not exist" : "expected " + wanted)};
}

Error too_many_attachments(std::string_view id) {
  return {ErrorCode::kTooLarge,
          fmt::format("Document {} would have more than {} attachments", id, kAttachmentsMax)};
}

/// Calls `visit` with every entry of a table whose name starts with `prefix`; it may erase them.
template <typename Visit>
Result<void> visit_slices(Overlay& overlay, Table table, std::string_view prefix, Visit visit) {
  auto range = table_range(table, prefix);
  while (true) {
    const auto slice = TRY(overlay.scan(range, kSlice));
    if (slice.empty()) return {};
    for (const auto& entry : slice) TRY(visit(entry));
    range.begin = kv::key_after(slice.back().key);
  }
}

}  // namespace

Result<std::optional<Attachment>> AttachmentTable::find(const AttachmentName& name) const {
  const auto stored = TRY(pending_.overlay().get(table_key(Table::kAttachments, item_of(name))));
  if (!stored) return std::nullopt;
  return std::optional(TRY(decode_attachment(*stored)));
}

Result<DocumentHead> AttachmentTable::head_of(std::string_view document_id) const {
  auto head = TRY(documents_.head(document_id));
  if (!head) return not_found(fmt::format("Document {} does not exist", document_id));
  return *std::move(head);
}

// The new reference comes before the old one goes: an attachment that is put again with the same
// content never frees it.
Result<Attachment> AttachmentTable::put(const AttachmentName& name, std::string_view content_type,
                                        const StagedContent& content,
                                        const ExpectedVersion& expected) {
  TRY(check_content_type(content_type));
  TRY(check_expected(name, TRY(find(name)), expected));
  TRY(contents_.adopt(content));
  return attach(name, {.document_id = {},
                       .name = {},
                       .content_type = std::string(content_type),
                       .hash = content.hash(),
                       .size = content.size(),
                       .etag = {},
                       .change_vector = {}});
}

Result<std::optional<Attachment>> AttachmentTable::put_stored(const AttachmentName& name,
                                                              std::string_view content_type,
                                                              std::string_view hash) {
  TRY(check_content_type(content_type));
  const auto size = TRY(contents_.size_of(hash));
  if (!size) return std::nullopt;
  TRY(contents_.retain(hash));
  return std::optional(TRY(attach(name, {.document_id = {},
                                         .name = {},
                                         .content_type = std::string(content_type),
                                         .hash = std::string(hash),
                                         .size = *size,
                                         .etag = {},
                                         .change_vector = {}})));
}

Result<Attachment> AttachmentTable::copy(const AttachmentName& from, const AttachmentName& to,
                                         const ExpectedVersion& expected) {
  auto source = TRY(find(from));
  TRY(check_expected(from, source, expected));
  if (!source) {
    return not_found(fmt::format("Document {} has no attachment {}", from.document_id, from.name));
  }
  TRY(contents_.retain(source->hash));
  return attach(to, *std::move(source));
}

Result<Attachment> AttachmentTable::move(const AttachmentName& from, const AttachmentName& to,
                                         const ExpectedVersion& expected) {
  auto copied = TRY(copy(from, to, expected));
  if (item_of(from) != item_of(to)) TRY(remove(from, {}));
  return copied;
}

/// `attachment` has its content and the content type, and a reference to the former.
Result<Attachment> AttachmentTable::attach(const AttachmentName& to, Attachment attachment) {
  TRY(check_attachment_name(to.name));
  auto head = TRY(head_of(to.document_id));
  const auto collection = fold_case(head.collection);
  if (const auto replaced = TRY(find(to))) TRY(erase(*replaced, collection));
  const auto item = item_of(to);
  TRY(drop_tombstone(item));
  attachment.document_id = std::move(head.id);
  attachment.name = to.name;
  attachment.etag = pending_.take_etag();
  attachment.change_vector = pending_.versions().change_vector(attachment.etag);
  pending_.overlay().put(table_key(Table::kAttachments, item), encode(attachment));
  TRY(add_to_count(pending_, CountedItem::kAttachments, collection, 1));
  pending_.note_change(collection);
  return attachment;
}

Result<std::optional<Attachment>> AttachmentTable::remove(const AttachmentName& name,
                                                          const ExpectedVersion& expected) {
  auto attachment = TRY(find(name));
  TRY(check_expected(name, attachment, expected));
  if (!attachment) return std::nullopt;
  const auto head = TRY(head_of(name.document_id));
  const auto collection = fold_case(head.collection);
  TRY(erase(*attachment, collection));
  TRY(put_tombstone(*attachment, head));
  pending_.note_change(collection);
  return attachment;
}

Result<void> AttachmentTable::erase(const Attachment& attachment,
                                    std::string_view folded_collection) {
  pending_.overlay().erase(
      table_key(Table::kAttachments, item_of({attachment.document_id, attachment.name})));
  TRY(contents_.release(attachment.hash));
  return add_to_count(pending_, CountedItem::kAttachments, folded_collection, -1);
}

Result<void> AttachmentTable::put_tombstone(const Attachment& attachment,
                                            const DocumentHead& head) {
  const AttachmentTombstone tombstone{.id = head.id,
                                      .name = attachment.name,
                                      .etag = pending_.take_etag(),
                                      .collection = head.collection,
                                      .deleted_at = pending_.now()};
  const auto item = item_of({attachment.document_id, attachment.name});
  const auto collection = fold_case(head.collection);
  auto& overlay = pending_.overlay();
  overlay.put(table_key(Table::kAttachmentTombstones, item), encode(tombstone));
  overlay.put(etag_key(Table::kAttachmentTombstonesByEtag, tombstone.etag), item);
  overlay.put(
      collection_etag_key(Table::kAttachmentTombstonesByCollection, collection, tombstone.etag),
      item);
  return add_to_count(pending_, CountedItem::kAttachmentTombstones, collection, 1);
}

Result<void> AttachmentTable::drop_tombstone(const std::string& item) {
  const auto stored = TRY(pending_.overlay().get(table_key(Table::kAttachmentTombstones, item)));
  if (!stored) return {};
  return erase_tombstone(item, TRY(decode_attachment_tombstone(*stored)));
}

Result<void> AttachmentTable::erase_tombstone(const std::string& item,
                                              const AttachmentTombstone& tombstone) {
  const auto collection = fold_case(tombstone.collection);
  auto& overlay = pending_.overlay();
  overlay.erase(table_key(Table::kAttachmentTombstones, item));
  overlay.erase(etag_key(Table::kAttachmentTombstonesByEtag, tombstone.etag));
  overlay.erase(
      collection_etag_key(Table::kAttachmentTombstonesByCollection, collection, tombstone.etag));
  return add_to_count(pending_, CountedItem::kAttachmentTombstones, collection, -1);
}

Result<std::optional<PutResult>> AttachmentTable::update_document(std::string_view id) {
  if (!TRY(documents_.head(id))) return std::nullopt;
  std::vector<Attachment> attachments;
  TRY(visit_slices(pending_.overlay(), Table::kAttachments, part_name(fold_case(id), {}),
                   [&](const kv::Entry& entry) -> Result<void> {
                     if (attachments.size() >= kAttachmentsMax) return too_many_attachments(id);
                     attachments.push_back(TRY(decode_attachment(entry.value)));
                     return {};
                   }));
  return std::optional(TRY(documents_.update(id, [&](DerivedMetadata& derived) {
    derived.set_attachments(attachments_json(attachments));
  })));
}

// The tombstone of the document tells of all that hung on it. Most documents have no attachments
// and share that with all of their collection, which is cheaper to ask.
Result<void> AttachmentTable::before_remove(const DocumentRecord& document) {
  const auto collection = fold_case(document.collection);
  const auto prefix = part_name(fold_case(document.id), {});
  if (TRY(count_of(pending_, CountedItem::kAttachments, collection)) > 0) {
    TRY(visit_slices(pending_.overlay(), Table::kAttachments, prefix,
                     [&](const kv::Entry& entry) -> Result<void> {
                       return erase(TRY(decode_attachment(entry.value)), collection);
                     }));
  }
  if (TRY(count_of(pending_, CountedItem::kAttachmentTombstones, collection)) > 0) {
    TRY(visit_slices(pending_.overlay(), Table::kAttachmentTombstones, prefix,
                     [&](const kv::Entry& entry) -> Result<void> {
                       return erase_tombstone(std::string(name_of_key(entry.key)),
                                              TRY(decode_attachment_tombstone(entry.value)));
                     }));
  }
  return {};
}

}  // namespace penstock::documents
