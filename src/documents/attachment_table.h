#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "documents/attachment.h"
#include "documents/content_table.h"
#include "documents/document_observer.h"
#include "documents/document_table.h"
#include "documents/item_counts.h"
#include "documents/pending_commit.h"
#include "documents/staged_content.h"
#include "documents/write_context.h"

namespace penstock::documents {

/// Names an attachment. Views, for parameters only.
struct AttachmentName {
  std::string_view document_id;
  std::string_view name;
};

/// The attachments of a commit in the making. A transaction that changes those of a document ends
/// with update_document(), once for all its changes: that writes "@attachments" and gives the
/// document the change vector by which the feed carries it. Goes with its documents as their
/// observer. Confined to the writer's thread, for one commit.
class AttachmentTable final : public DocumentObserver {
 public:
  /// The others must outlive this object.
  AttachmentTable(PendingCommit& pending, DocumentTable& documents, ContentTable& contents)
      : pending_(pending), documents_(documents), contents_(contents) {
    documents.add_observer(*this);
  }

  /// Attaches a content, in place of an attachment of that name. Errors: kNotFound if there is no
  /// such document; kConflict if `expected` does not hold for the attachment; kInvalidArgument
  /// for the name or the content type.
  Result<Attachment> put(const AttachmentName& name, std::string_view content_type,
                         const StagedContent& content, const ExpectedVersion& expected);

  /// Attaches a content that is stored already, named by its hash. Nothing, and nothing done, if
  /// there is none. Errors: as put().
  Result<std::optional<Attachment>> put_stored(const AttachmentName& name,
                                               std::string_view content_type,
                                               std::string_view hash);

  /// Removes an attachment and leaves a tombstone. Nothing, and nothing done, if there is none.
  /// Errors: kConflict if `expected` does not hold.
  Result<std::optional<Attachment>> remove(const AttachmentName& name,
                                           const ExpectedVersion& expected);

  /// Attaches what `from` has to another name, in place of what is there. `expected` is of `from`.
  /// Errors: as put(); kNotFound if there is no such attachment.
  Result<Attachment> copy(const AttachmentName& from, const AttachmentName& to,
                          const ExpectedVersion& expected);
  /// The same, and removes `from`.
  Result<Attachment> move(const AttachmentName& from, const AttachmentName& to,
                          const ExpectedVersion& expected);

  Result<std::optional<Attachment>> find(const AttachmentName& name) const;

  /// Writes the document again, with the attachments that it has now. Nothing if it is gone.
  /// Errors: kTooLarge if they are more than kAttachmentsMax.
  Result<std::optional<PutResult>> update_document(std::string_view id);

  Result<void> before_remove(const DocumentRecord& document) override;

 private:
  /// The document's, or kNotFound.
  Result<DocumentHead> head_of(std::string_view document_id) const;
  Result<Attachment> attach(const AttachmentName& to, Attachment attachment);
  Result<void> erase(const Attachment& attachment, std::string_view folded_collection);
  Result<void> put_tombstone(const Attachment& attachment, const DocumentHead& head);
  Result<void> drop_tombstone(const std::string& item);
  Result<void> erase_tombstone(const std::string& item, const AttachmentTombstone& tombstone);

  PendingCommit& pending_;
  DocumentTable& documents_;
  ContentTable& contents_;
};

}  // namespace penstock::documents
