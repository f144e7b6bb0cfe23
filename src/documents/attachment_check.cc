#include "documents/attachment_check.h"

#include <fmt/format.h>

#include "base/sha256.h"
#include "base/text.h"
#include "documents/attachment_reader.h"
#include "documents/attachment_records.h"
#include "documents/derived_metadata.h"
#include "documents/item_counts.h"

namespace penstock::documents {
namespace {

/// The hash of all chunks of a content, in their order.
Result<std::string> hash_chunks(const kv::Snapshot& snapshot, const ContentRecord& content) {
  Sha256 hash;
  std::uint64_t bytes = 0;
  TRY(snapshot.visit(table_range(Table::kContentChunks, content.id),
                     [&](std::string_view, std::string_view chunk) {
                       hash.update(chunk);
                       bytes += chunk.size();
                       return true;
                     }));
  if (bytes == content.size) return hash.finish();
  return corruption(fmt::format("it has {} bytes, {} of them are there", content.size, bytes));
}

}  // namespace

Result<void> check_attachment_list(const kv::Snapshot& snapshot, const DocumentRecord& document) {
  const auto attachments = TRY(AttachmentReader(snapshot).list(document.id));
  const auto listed = attachments.empty() ? std::string() : attachments_json(attachments);
  if (listed == DerivedMetadata::parse(document.derived).attachments()) return {};
  return corruption("its metadata lists other attachments");
}

Result<void> check_reference(const CheckContext& context, const Attachment& attachment) {
  context.tallies.references[attachment.hash] += 1;
  const auto content = TRY(AttachmentReader(context.snapshot).find_content(attachment.hash));
  if (!content) return corruption("its content is not there");
  if (content->size == attachment.size) return {};
  return corruption("its content is of another size");
}

Result<void> check_attachment(const CheckContext& context, std::string_view name,
                              std::string_view value) {
  const auto attachment = TRY(decode_attachment(value));
  const auto folded_id = fold_case(attachment.document_id);
  if (part_name(folded_id, fold_case(attachment.name)) != name) {
    return corruption("it is under the key of another attachment");
  }
  const auto document = TRY(context.snapshot.get(table_key(Table::kDocuments, folded_id)));
  if (!document) return corruption("its document is not there");
  const auto collection = fold_case(TRY(decode_document(*document)).collection);
  context.tallies.items[{CountedItem::kAttachments, collection}] += 1;
  return check_reference(context, attachment);
}

Result<void> check_attachment_tombstone(const CheckContext& context, std::string_view name,
                                        std::string_view value) {
  const auto tombstone = TRY(decode_attachment_tombstone(value));
  const auto collection = fold_case(tombstone.collection);
  context.tallies.items[{CountedItem::kAttachmentTombstones, collection}] += 1;
  if (part_name(fold_case(tombstone.id), fold_case(tombstone.name)) != name) {
    return corruption("it is under the key of another attachment");
  }
  if (TRY(context.snapshot.get(table_key(Table::kAttachments, name)))) {
    return corruption("its attachment is there");
  }
  return expect_indexed(context.snapshot, Table::kAttachmentTombstonesByEtag,
                        Table::kAttachmentTombstonesByCollection, tombstone.etag,
                        tombstone.collection, name);
}

Result<void> check_content(const CheckContext& context, std::string_view name,
                           std::string_view value) {
  const auto content = TRY(decode_content(value));
  context.tallies.items[{CountedItem::kContents, {}}] += 1;
  context.tallies.contents[std::string(name)] = {.id = content.id,
                                                 .references = content.references};
  if (content.references == 0) return corruption("nothing refers to it");
  if (TRY(hash_chunks(context.snapshot, content)) == name) return {};
  return corruption("its bytes have another hash");
}

Result<void> check_content_chunk(const CheckContext& context, std::string_view name,
                                 std::string_view value) {
  if (name.size() <= kContentIdBytes) return corruption("its key is too short");
  if (value.empty() || value.size() > kChunkBytes) {
    return corruption("it is empty, or longer than a chunk");
  }
  context.tallies.chunk_owners.emplace(name.substr(0, kContentIdBytes));
  return {};
}

Result<void> check_loose_chunks(const CheckContext& context, std::string_view name,
                                std::string_view value) {
  TRY(decode_loose_chunks(value));
  context.tallies.loose_contents.emplace(name);
  return {};
}

}  // namespace penstock::documents
